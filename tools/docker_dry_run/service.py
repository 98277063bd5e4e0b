"""Inside namespaces of its own: the image's command as its user, with a read-only root and no network, is put to work.

Run by `tools.docker_dry_run` through `unshare`; every finding that is not as promised ends it with an error.
"""

from __future__ import annotations

import fcntl
import json
import signal
import socket
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

_SET_FLAGS, _UP = 0x8914, 0x1  # SIOCSIFFLAGS, IFF_UP
_WAIT_SECONDS: Final = 120
_DEVICES: Final = ("null", "zero", "full", "random", "urandom")


class BrokenPromiseError(Exception):
    """Something is not as the image promises."""


def main() -> None:
    """Read what to do from stdin, as JSON: root, command, health, environment, user, volumes, token, photo, verdict."""
    plan = json.load(sys.stdin)
    root = Path(plan["root"])
    _loopback_up()
    _mount(root, plan["volumes"], int(plan["user"]))
    token = _inside(root, plan, plan["token"]).stdout.strip()
    with subprocess.Popen(_words(root, plan["user"], plan["command"]), env=plan["environment"]) as process:  # noqa: S603
        try:
            _check(process, root, plan, token)
            process.send_signal(signal.SIGTERM)
            _say(f"told to stop, it ended with {process.wait(60)}")
        finally:
            process.kill()


def _check(process: subprocess.Popen[bytes], root: Path, plan: dict[str, Any], token: str) -> None:
    base = f"http://127.0.0.1:{plan['port']}"
    _wait_until_ready(process, f"{base}/readyz")
    status = Path(f"/proc/{process.pid}/status").read_text("ascii")
    uids = next(line for line in status.splitlines() if line.startswith("Uid:")).split()[1:]
    _demand(set(uids) == {plan["user"]}, f"the service runs as user {uids}")
    interfaces = [line.split(":")[0].strip() for line in Path("/proc/net/dev").read_text("ascii").splitlines()[2:]]
    _demand(interfaces == ["lo"], f"its only network is {interfaces}")
    denied = subprocess.run(_words(root, "0", ["/bin/touch", "/written"]), check=False, capture_output=True)  # noqa: S603
    _demand(denied.returncode != 0, "the root cannot be written to, not even by root")
    _demand(_inside(root, plan, plan["health"]).returncode == 0, "the image's own HEALTHCHECK is content")
    _demand(_refuses(f"{base}/v1/check", Path(plan["photo"])), "who has no token is turned away")
    record = _post(f"{base}/v1/check", Path(plan["photo"]), token)
    _demand(record["verdict"] == plan["verdict"], f"{Path(plan['photo']).name} is told {record['verdict']}")


def _loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, _SET_FLAGS, struct.pack("16sh14x", b"lo", _UP))


def _inside(root: Path, plan: dict[str, Any], command: list[str]) -> subprocess.CompletedProcess[str]:
    words = _words(root, plan["user"], command)
    return subprocess.run(words, env=plan["environment"], check=False, text=True, stdout=subprocess.PIPE)  # noqa: S603


def _mount(root: Path, volumes: list[str], user: int) -> None:
    """As `docker run --read-only` lays it out: nothing can be written but volumes and shared memory."""
    _do("mount", "--make-rprivate", "/")
    _do("mount", "--bind", root, root)
    _do("mount", "-t", "tmpfs", "tmpfs", root / "dev")
    for name in _DEVICES:
        (root / "dev" / name).touch()
        _do("mount", "--bind", f"/dev/{name}", root / "dev" / name)
    (root / "dev/shm").mkdir()
    _do("mount", "-t", "tmpfs", "-o", "size=64m,mode=1777", "tmpfs", root / "dev/shm")
    _do("mount", "-t", "proc", "proc", root / "proc")
    for volume in volumes:
        owner = (root / volume.lstrip("/")).stat()
        if owner.st_uid != user:
            raise BrokenPromiseError(f"{volume} belongs to user {owner.st_uid}")
        _do("mount", "-t", "tmpfs", "-o", f"uid={user},gid={user},mode=700", "tmpfs", root / volume.lstrip("/"))
    _do("mount", "-o", "remount,bind,ro", root, root)


def _words(root: Path, user: str, command: list[str]) -> list[str]:
    return ["chroot", f"--userspec={user}:{user}", str(root), *command]


def _wait_until_ready(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own loopback
                _demand(answer.status == 200, "the service is ready")
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.3)
    raise BrokenPromiseError("the service did not get ready")


def _refuses(url: str, photo: Path) -> bool:
    try:
        _post(url, photo, "")
    except urllib.error.HTTPError as error:
        return error.code == HTTPStatus.UNAUTHORIZED
    return False


def _post(url: str, photo: Path, token: str) -> dict[str, Any]:
    boundary = uuid.uuid4().hex
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="photo"; filename="{photo.name}"\r\n\r\n'
    body = head.encode() + photo.read_bytes() + f"\r\n--{boundary}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(url, body, headers)  # noqa: S310 - our own loopback
    with urllib.request.urlopen(request, timeout=_WAIT_SECONDS) as answer:  # noqa: S310
        record: dict[str, Any] = json.load(answer)
    return record


def _demand(holds: bool, sentence: str) -> None:
    if not holds:
        raise BrokenPromiseError(f"this does not hold: {sentence}")
    _say(sentence)


def _say(sentence: str) -> None:
    sys.stdout.write(f"docker-check: {sentence}\n")
    sys.stdout.flush()


def _do(*words: str | Path) -> None:
    subprocess.run([str(word) for word in words], check=True)  # noqa: S603 - fixed words of this file


if __name__ == "__main__":
    main()

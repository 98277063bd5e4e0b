"""No process of Komando opens a connection or looks up a name: its system calls are traced."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import httpx2
import psutil
import pytest

from tests.privacy.conftest import Office
from tests.privacy.processes import WAIT_SECONDS, run, serving

_CALLS: Final = "trace=socket,connect,sendto,sendmsg,sendmmsg"
_NAME_SERVICE: Final = ("nscd", "resolve", "dns")


def traced(tracer: str, trace: Path) -> list[str]:
    return [tracer, "--follow-forks", "--seccomp-bpf", "-e", _CALLS, "-o", str(trace)]


def reaches_out(trace: Path) -> list[str]:
    """Calls that could leave this computer, or ask a name service; a service may listen and answer."""
    lines = trace.read_text("utf-8", "replace").splitlines()
    assert lines, "nothing was traced"
    return [line for line in lines if _is_outward(line)]


def _is_outward(line: str) -> bool:
    if re.search(r"\bconnect\(", line):
        return "AF_UNIX" not in line or any(name in line for name in _NAME_SERVICE)
    if re.search(r"\bsocket\(", line):
        return bool(re.search(r"AF_NETLINK|AF_PACKET|AF_INET6?, SOCK_(DGRAM|RAW)", line))
    return bool(re.search(r"\bsend(to|msg|mmsg)\(.*sa_family=AF_INET", line))


def test_check(office: Office, tracer: str, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    ran = run(office, "check", str(office.photo), "--marked", str(tmp_path / "marked"), before=traced(tracer, trace))
    assert ran.returncode == 1, ran.stderr
    assert reaches_out(trace) == []


def test_scan(office: Office, tracer: str, tmp_path: Path) -> None:
    trace, report = tmp_path / "trace", tmp_path / "report.html"
    ran = run(office, "scan", str(office.photo.parent), "--report", str(report), before=traced(tracer, trace))
    assert ran.returncode == 1, ran.stderr
    assert report.exists()
    assert reaches_out(trace) == []


def test_serve(office: Office, tracer: str, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    with serving(office, before=traced(tracer, trace)) as service:
        with httpx2.Client(base_url=service.address, timeout=WAIT_SECONDS, trust_env=False) as client:
            answer = client.post("/v1/check", files={"photo": ("a.jpg", office.photo.read_bytes())})
            assert client.get("/readyz").status_code == 200
        assert answer.status_code == 200, answer.text
        for child in psutil.Process(service.process.pid).children():
            child.send_signal(signal.SIGINT)
        service.process.wait(WAIT_SECONDS)
    assert reaches_out(trace) == []


@pytest.mark.parametrize(
    "program",
    [
        pytest.param("import socket; socket.socket().connect_ex(('127.0.0.1', 9))", id="connection"),
        pytest.param("import socket; socket.getaddrinfo('komando.invalid', 80)", id="name"),
        pytest.param(
            "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))", id="datagram"
        ),
        pytest.param(
            "import subprocess, sys; "
            "subprocess.run([sys.executable, '-c', \"import socket; socket.socket().connect_ex(('127.0.0.1', 9))\"])",
            id="from-another-process",
        ),
    ],
)
def test_the_tracer_would_see_it(tracer: str, tmp_path: Path, program: str) -> None:
    trace, started = tmp_path / "trace", time.monotonic()
    words = [*traced(tracer, trace), sys.executable, "-c", program]
    subprocess.run(words, check=False, capture_output=True)  # noqa: S603 - our own programs
    assert reaches_out(trace) != [], f"after {time.monotonic() - started:.0f} s"

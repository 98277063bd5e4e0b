"""One run on a cluster: addresses of photos out, records back, every photo accounted for."""

from __future__ import annotations

import math
import pickle
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from komando.cluster.check_photos import ADDRESSES, CheckPhotos, Stamps, rows_of
from komando.cluster.parts import Parts
from komando.cluster.photos import PhotoAddress, is_url
from komando.errors import ClusterError
from komando.policy.profile import Profile, load_profile
from komando.scan.lines import LineReader
from komando.settings import Settings
from komando.terms import Terms, model_stamps
from komando.weights import verify_weights

_ERROR_LINE: Final = re.compile(r"^[\w.]+(?:Error|Exception): .+$", re.MULTILINE)
_ROUND: Final = 50_000  # photos that the cluster knows of at a time: so memory stays flat
_BLOCK: Final = 16  # photos that are looked at again when a computer is lost


@dataclass(frozen=True, slots=True)
class ClusterRun:
    """What all computers of a run must agree on.

    Attributes:
        settings: For the check, with the day of publishing where it has a say.
        stamps: Policy and models, verified.
        source: Folder or address of the photos.
        profile: The policy that judges.
        workers: Photos that are checked side by side, at most; None for as many as the cluster has processors.
    """

    settings: Settings
    stamps: Stamps
    source: str
    profile: Profile
    workers: int | None = None

    @classmethod
    def prepare(cls, settings: Settings, source: str, workers: int | None = None) -> ClusterRun:
        """Load the policy and verify the models of this computer.

        Raises:
            PolicyError: The policy is unknown or invalid.
            ModelError: A model is missing or altered.
        """
        terms = Terms(load_profile(settings.policy, settings.policy_dir), settings.date)
        models = model_stamps(settings.engine, verify_weights())
        agreed = settings.model_copy(update={"date": terms.publishing_day()})
        return cls(agreed, (terms.stamp(), models), source, terms.policy.profile, workers)

    @property
    def reader(self) -> LineReader:
        """Knows the lines that this run would write again."""
        return LineReader(*self.stamps)

    def check(self, ray: Any, addresses: Iterable[PhotoAddress], parts: Parts) -> Iterator[tuple[str, bytes]]:
        """Name and line of every photo, as they come; the line is empty for a photo that has one already.

        Lines are handed to `parts`, and written at the latest when this ends, however it ends.

        Raises:
            ClusterError: The cluster broke down; a further run goes on from there.
            OutputError: The records cannot be written.
        """
        done = ray.put(parts.done.digests)
        waiting = iter(addresses)
        try:
            while chosen := list(islice(waiting, _ROUND)):
                for name, line in self._round(ray, chosen, done):
                    if line:
                        parts.add(name, line)
                    yield name, line
        finally:
            parts.flush()
        parts.finish()

    def _round(self, ray: Any, chosen: list[PhotoAddress], done: Any) -> Iterator[tuple[str, bytes]]:
        missing = {address.name for address in chosen}
        try:
            for table in self._tables(ray, chosen, done):
                for name, line in rows_of(table):
                    missing.discard(name)
                    yield name, line
        except ray.exceptions.RayError as error:
            raise ClusterError(f"The cluster broke down: {_cause(error)}") from error
        if missing:
            raise ClusterError(f"The cluster has lost {len(missing)} photos, such as {min(missing)}.")

    def _tables(self, ray: Any, chosen: list[PhotoAddress], done: Any) -> Iterator[Any]:
        blocks = math.ceil(len(chosen) / _BLOCK)
        photos = ray.data.from_items(
            [{ADDRESSES: pickle.dumps(address)} for address in chosen], override_num_blocks=blocks
        )
        checked = photos.map_batches(
            CheckPhotos,
            batch_size=None,
            compute=ray.data.ActorPoolStrategy(size=min(blocks, self.workers or blocks, _processors(ray))),
            fn_constructor_args=(self.settings, self.stamps, self.source if is_url(self.source) else None),
            fn_args=([done],),
            num_cpus=1,
        )
        tables: Iterator[Any] = checked.iter_batches(batch_size=None, batch_format="pyarrow")
        return tables


def _processors(ray: Any) -> int:
    return max(1, int(ray.cluster_resources().get("CPU", 1)))


def _cause(error: Exception) -> str:
    """Ray's messages carry whole tracebacks of where it happened; the first error in them is the cause."""
    found = _ERROR_LINE.search(str(error))
    return found[0] if found else type(error).__name__

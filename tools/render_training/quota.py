"""How many pictures of each kind are made, and in which order."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

COUNTS = {
    "finger_heart": 390,
    "fist": 120,
    "relaxed": 80,
    "thumb_up": 60,
    "l_shape": 50,
    "two_hand_heart": 120,
    "ily": 30,
    "index": 25,
    "little": 25,
    "open_palm": 25,
    "thumb_down": 50,
    "middle": 20,
    "namaste": 20,
    "ok": 20,
    "peace": 20,
    "three_low": 20,
    "call": 15,
    "horns": 15,
    "three_thumb": 15,
    "four": 10,
    "finger_heart_small": 60,
    # People, not close-ups, from here on.
    "clasp_over": 45,
    "clasp_laced": 45,
    "clasp_fist": 35,
    "on_thighs": 45,
    "certificate": 40,
    "at_sides": 25,
    "microphone": 25,
    "phone": 20,
    "crossed_arms": 20,
    "pen": 15,
    "overhead_heart": 60,
    "thumb_shown": 150,
    "hand_on_chest": 90,
    "salute": 35,
    "finger_heart_shown": 120,
}


@dataclass(frozen=True)
class Job:
    """One picture to be made; everything random in it follows from ``pose_seed``."""

    kind: str
    pose_seed: int
    file: str


def shuffled_jobs(kinds: Sequence[str], count_scale: float, seed: int) -> list[Job]:
    """Returns the jobs in an order in which all kinds grow evenly."""
    rng = np.random.default_rng(seed)
    due: list[tuple[float, Job]] = []
    for kind in kinds:
        count = max(1, round(COUNTS[kind] * count_scale))
        for number in range(count):
            entropy = [seed, zlib.crc32(kind.encode()), number]
            pose_seed = int(np.random.SeedSequence(entropy).generate_state(1)[0])
            job = Job(kind, pose_seed, f"{kind}_{number:04d}.jpg")
            due.append(((number + float(rng.uniform())) / count, job))
    return [job for _, job in sorted(due, key=lambda item: item[0])]

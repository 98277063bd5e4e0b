"""The pictures of ``sample_images/``: what each shows, how it is taken and what the checker should say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import cast
from .closeups import CloseUp, close_up
from .groups import GroupPhoto, group_photo
from .makehuman import BaseMesh
from .palette import BROWN, DARK, KHAKI, LIGHT, MAROON, MEDIUM, NAVY, TAN, WHITE
from .scene import Scene, Surroundings, Verdict


@dataclass(frozen=True)
class Sample:
    """One picture.

    Attributes:
        shows: Gestures that matter, by the project's names.
        verdict: What the strict profile should say of it.
        english: Description in English.
        indonesian: Description in Indonesian.
        build: Makes the scene from the base mesh.
    """

    shows: tuple[str, ...]
    verdict: Verdict
    english: str
    indonesian: str
    build: Callable[[BaseMesh], Scene]


def _hand(verdict: Verdict, english: str, indonesian: str, shot: CloseUp) -> Sample:
    return Sample((shot.gesture,), verdict, english, indonesian, lambda base: close_up(base, shot))


def _people(shows: tuple[str, ...], verdict: Verdict, english: str, indonesian: str, shot: GroupPhoto) -> Sample:
    return Sample(shows, verdict, english, indonesian, lambda base: group_photo(base, shot))


SAMPLES: dict[str, Sample] = {
    "fist_01.jpg": _hand(
        "pass",
        "A raised fist, palm side to the camera.",
        "Kepalan tangan terangkat, sisi telapak menghadap kamera.",
        CloseUp("fist", MEDIUM, Surroundings("forest", -90), turn_deg=-20, tip_deg=4, fill=0.42, sleeve=KHAKI),
    ),
    "fist_02.jpg": _hand(
        "pass",
        "A raised fist, knuckles to the camera.",
        "Kepalan tangan terangkat, punggung tangan menghadap kamera.",
        CloseUp("fist", DARK, Surroundings("city", -75), turn_deg=170, tip_deg=15, fill=0.42, sleeve=WHITE),
    ),
    "index_01.jpg": _hand(
        "hold",
        "One stretched index finger: reads as number one.",
        "Satu jari telunjuk teracung: terbaca sebagai angka satu.",
        CloseUp("index", LIGHT, Surroundings("sunset", -158), turn_deg=-12, roll_deg=-4, fill=0.5, sleeve=KHAKI),
    ),
    "peace_01.jpg": _hand(
        "hold",
        "Index and middle finger in a V: reads as number two.",
        "Telunjuk dan jari tengah membentuk V: terbaca sebagai angka dua.",
        CloseUp("peace", MEDIUM, Surroundings("interior", -118), turn_deg=-6, roll_deg=5, fill=0.52, sleeve=WHITE),
    ),
    "three_01.jpg": _hand(
        "hold",
        "Index, middle and ring finger stretched: reads as number three.",
        "Telunjuk, jari tengah, dan jari manis teracung: terbaca sebagai angka tiga.",
        CloseUp("three", BROWN, Surroundings("courtyard", -150), turn_deg=-4, roll_deg=-6, fill=0.52, sleeve=NAVY),
    ),
    "four_01.jpg": _hand(
        "hold",
        "Four stretched fingers, thumb in the palm: reads as number four.",
        "Empat jari teracung, ibu jari dilipat: terbaca sebagai angka empat.",
        CloseUp("four", TAN, Surroundings("sunrise", -100), side="left", sex="female", fill=0.52, sleeve=MAROON),
    ),
    "open_palm_01.jpg": _hand(
        "hold",
        "An open palm with five spread fingers: reads as number five.",
        "Telapak terbuka dengan lima jari terentang: terbaca sebagai angka lima.",
        CloseUp("open_palm", LIGHT, Surroundings("forest", 75), turn_deg=6, roll_deg=4, fill=0.5),
    ),
    "thumb_up_01.jpg": _hand(
        "hold",
        "A thumb pointing up: may read as number one.",
        "Acungan jempol: dapat terbaca sebagai angka satu.",
        CloseUp(
            "thumb_up",
            TAN,
            Surroundings("city", 60),
            turn_deg=-20,
            roll_deg=68,
            size_px=(900, 720),
            fill=0.5,
            centre=(0.45, 0.48),
            sleeve=KHAKI,
        ),
    ),
    "l_shape_01.jpg": _hand(
        "hold",
        "Thumb and index finger in an L: reads as number two or a pistol.",
        "Ibu jari dan telunjuk membentuk huruf L: terbaca sebagai angka dua atau pistol.",
        CloseUp("l_shape", DARK, Surroundings("interior", -165), turn_deg=-5, fill=0.5, sleeve=WHITE),
    ),
    "call_01.jpg": _hand(
        "hold",
        "Thumb and little finger stretched like a telephone: may read as number two or six.",
        "Ibu jari dan kelingking terentang seperti telepon: dapat terbaca sebagai angka dua atau enam.",
        CloseUp("call", LIGHT, Surroundings("courtyard", 75), side="left", turn_deg=5, fill=0.42, sleeve=NAVY),
    ),
    "horns_01.jpg": _hand(
        "hold",
        "Index and little finger stretched, the metal sign: reads as number two.",
        "Telunjuk dan kelingking teracung, salam metal: terbaca sebagai angka dua.",
        CloseUp("horns", BROWN, Surroundings("sunset", 158), turn_deg=-5, roll_deg=-4, fill=0.5),
    ),
    "ok_01.jpg": _hand(
        "hold",
        "Thumb and index finger in a ring, three fingers up: may read as number three.",
        "Ibu jari dan telunjuk membentuk cincin, tiga jari teracung: dapat terbaca sebagai angka tiga.",
        CloseUp("ok", MEDIUM, Surroundings("sunrise", -60), turn_deg=35, fill=0.5, sleeve=WHITE),
    ),
    "finger_heart_01.jpg": _hand(
        "hold",
        "A Korean finger heart: tips of thumb and index finger crossed.",
        "Hati jari ala Korea: ujung ibu jari dan telunjuk bersilang.",
        CloseUp(
            "finger_heart",
            LIGHT,
            Surroundings("interior", -118),
            turn_deg=-85,
            tip_deg=14,
            roll_deg=-66,
            size_px=(900, 720),
            fill=0.46,
            centre=(0.55, 0.46),
            sleeve=NAVY,
        ),
    ),
    "two_hand_heart_01.jpg": _hand(
        "hold",
        "A heart formed by two hands.",
        "Bentuk hati dari dua tangan.",
        CloseUp(
            "two_hand_heart",
            MEDIUM,
            Surroundings("forest", -110),
            size_px=(900, 720),
            fill=0.5,
            pair="heart",
            sleeve=MAROON,
        ),
    ),
    "relaxed_01.jpg": _hand(
        "pass",
        "An arm that hangs down, fingers loosely curled.",
        "Lengan menggantung ke bawah, jari-jari menekuk santai.",
        CloseUp(
            "relaxed",
            BROWN,
            Surroundings("courtyard", -140),
            turn_deg=-110,
            roll_deg=176,
            fill=0.48,
            centre=(0.5, 0.58),
            sleeve=KHAKI,
        ),
    ),
    "namaste_01.jpg": _hand(
        "review",
        "Palms held together in a greeting.",
        "Kedua telapak tangan dirapatkan sebagai salam.",
        CloseUp("namaste", TAN, Surroundings("city", 115), turn_deg=32, fill=0.52, pair="palms", sleeve=WHITE),
    ),
    "finger_heart_02.jpg": _people(
        ("finger_heart",),
        "hold",
        "A woman at half length makes a Korean finger heart.",
        "Seorang perempuan setengah badan membentuk hati jari ala Korea.",
        cast.FINGER_HEART,
    ),
    "group_all_fists.jpg": _people(
        ("fist", "relaxed"),
        "pass",
        "Six people in uniform; each raises one fist, the other hand hangs down.",
        "Enam orang berseragam; masing-masing mengangkat satu kepalan, tangan lain di samping badan.",
        cast.ALL_FISTS,
    ),
    "group_one_peace.jpg": _people(
        ("fist", "peace", "open_palm", "relaxed"),
        "hold",
        "Six people in uniform; four raise a fist, the third shows two fingers, the fifth an open palm.",
        "Enam orang berseragam; empat mengepal, orang ketiga menunjukkan dua jari, orang kelima telapak terbuka.",
        cast.ONE_PEACE,
    ),
    "group_relaxed.jpg": _people(
        ("relaxed",),
        "pass",
        "Five people stand with their hands at their sides.",
        "Lima orang berdiri dengan tangan di samping badan.",
        cast.RELAXED,
    ),
    "ily_01.jpg": _hand(
        "hold",
        "Thumb, index and little finger stretched, the metal sign: reads as number three.",
        "Ibu jari, telunjuk, dan kelingking teracung, salam metal: terbaca sebagai angka tiga.",
        CloseUp("ily", TAN, Surroundings("forest", -110), turn_deg=-6, roll_deg=4, fill=0.5, sleeve=KHAKI),
    ),
    "three_thumb_01.jpg": _hand(
        "hold",
        "Thumb, index and middle finger stretched: reads as number three.",
        "Ibu jari, telunjuk, dan jari tengah teracung: terbaca sebagai angka tiga.",
        CloseUp("three_thumb", LIGHT, Surroundings("city", 60), turn_deg=-8, roll_deg=-5, fill=0.5, sleeve=NAVY),
    ),
    "l_down_01.jpg": _hand(
        "hold",
        "Thumb and index finger in an L that points down: reads as number seven.",
        "Ibu jari dan telunjuk membentuk huruf L yang mengarah ke bawah: terbaca sebagai angka tujuh.",
        CloseUp(
            "l_shape",
            MEDIUM,
            Surroundings("sunrise", -60),
            turn_deg=172,
            roll_deg=176,
            fill=0.46,
            centre=(0.5, 0.56),
            sleeve=WHITE,
        ),
    ),
    "selfie_peace.jpg": _people(
        ("peace",),
        "hold",
        "A selfie: a woman holds two fingers close to the camera.",
        "Swafoto: seorang perempuan mengacungkan dua jari dekat kamera.",
        cast.SELFIE_PEACE,
    ),
    "selfie_fist.jpg": _people(
        ("fist",),
        "pass",
        "A selfie: a man holds a fist close to the camera.",
        "Swafoto: seorang laki-laki mengepalkan tangan dekat kamera.",
        cast.SELFIE_FIST,
    ),
    "group_roll_call_fists.jpg": _people(
        ("fist", "relaxed"),
        "pass",
        "A roll call: eighteen people in three rows raise their right fists.",
        "Apel: delapan belas orang dalam tiga baris mengangkat kepalan tangan kanan.",
        cast.ROLL_CALL_FISTS,
    ),
    "group_roll_call_codes.jpg": _people(
        ("fist", "peace", "thumb_up", "three", "open_palm", "relaxed"),
        "hold",
        "The same roll call; among the fists one V, one thumb, three fingers and one open palm.",
        "Apel yang sama; di antara kepalan ada dua jari, jempol, tiga jari, dan telapak terbuka.",
        cast.ROLL_CALL_CODES,
    ),
    "seven_01.jpg": _people(
        ("open_palm", "peace"),
        "hold",
        "A woman shows five fingers and two: together they read as number seven.",
        "Seorang perempuan menunjukkan lima jari dan dua jari: bersama-sama terbaca sebagai angka tujuh.",
        cast.SEVEN,
    ),
    "pointing_01.jpg": _people(
        ("index",),
        "review",
        "A man points at something beside him with his index finger.",
        "Seorang laki-laki menunjuk sesuatu di sampingnya dengan jari telunjuk.",
        cast.POINTING,
    ),
    "clasp_thumb_01.jpg": _people(
        ("thumb_up",),
        "review",
        "A man clasps his hands before him; one thumb stands out.",
        "Seorang laki-laki menggenggam kedua tangannya di depan badan; satu jempol mencuat.",
        cast.CLASP,
    ),
    "salute_01.jpg": _people(
        ("open_palm",),
        "review",
        "A man in uniform salutes, the flat hand at his temple.",
        "Seorang laki-laki berseragam memberi hormat, telapak tangan rapat di pelipis.",
        cast.SALUTE,
    ),
    "hand_on_chest_01.jpg": _people(
        ("hand_on_chest",),
        "review",
        "A man lays his right hand flat on his chest.",
        "Seorang laki-laki meletakkan telapak tangan kanan di dada.",
        cast.ON_CHEST,
    ),
}

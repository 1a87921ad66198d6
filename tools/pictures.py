"""Makes the pictures of the documents from the photographs that the browser tests took into `.shots/`.

make test            # takes the photographs
.venv/bin/python tools/pictures.py
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
SHOTS, PICTURES = ROOT / ".shots", ROOT / "docs" / "pictures"
LIMIT = 200_000
REGIONS = ("krasnoyarsk", "kuzbass", "smolensk", "stavropol", "tazovsky")
#: Picture -> (photograph, the most of its height that is shown, in pixels).
WANTED = {
    "governing-desk": ("order-smolensk-desktop-light", 1400),
    "governing-desk-phone": ("order-smolensk-phone-light", 1500),
    "teacher-phone": ("teacher-phone-light", 900),
    "school-slips": ("slips-desktop-light", 768),
    "administrator-desk": ("administrator-front-desktop-light", 1000),
    "start": ("start-desktop-light", 900),
    "list-absent": ("list-absent-desktop-light", 1000),
    "list-difference": ("list-difference-desktop-light", 1000),
    "identity": ("identity-desktop-light", 1100),
    "clause": ("order-clause-proved-desktop-light", 1300),
    "teacher-test": ("teacher-test-phone-light", 1000),
    "teacher-strengths": ("teacher-strengths-phone-light", 1500),
    "heat-map": ("heat-map-desktop-light", 1500),
    "calibration-item": ("calibration-item", 1300),
    "calibration-ready": ("calibration-ready", 1300),
    "growth": ("calibration-growth", 1000),
    "short-test": ("adapt-outcome-phone-light", 1000),
    "short-test-course": ("adapt-course-desktop-light", 1600),
    "region-plan": ("region-plan-draft-desktop-light", 1700),
    "ways": ("ways-desktop-light", 1900),
    "spread": ("accompanying-11-draft", 1500),
    "ui-desktop": ("ui-desktop-light", 2400),
    "ui-phone": ("ui-phone-light", 2400),
    **{f"desk-{region}": (f"order-{region}-desktop-light", 1400) for region in REGIONS},
    **{f"desk-{region}-phone": (f"order-{region}-phone-light", 1800) for region in REGIONS},
}
#: Picture of a guide or of the first tour -> frame of the same story.
FRAMES = {
    "tour-teacher-step": "teacher-next-step",
    "tour-teacher-strengths": "teacher-strengths",
    "tour-teacher-route": "teacher-route",
    "tour-teacher-task": "teacher-entry-task",
    "tour-methodist-queue": "methodist-queue",
    "tour-caseload": "methodist-caseload",
    "tour-observer": "observer-sheet",
    "tour-head": "head-releases",
    "tour-list": "list-checked",
    "tour-document": "centre-document",
    "tour-figure": "centre-figure",
    "tour-people": "governing-people",
    "tour-note": "centre-note",
}
#: Film -> (photographs in their order, how wide a frame is, frames in a row), from test_loop_story.py.
FILMS = {
    "film-loop-teacher": (
        ("teacher-entry-waits", "teacher-entry-task", "teacher-strengths", "teacher-may-begin", "teacher-route",
         "teacher-next-step", "teacher-practice", "teacher-exit-task", "teacher-grown"),
        270, 5,
    ),
    "film-loop-desks": (
        ("start-empty", "list-checked", "methodist-queue", "head-releases", "centre-document", "observer-sheet",
         "centre-figure", "governing-people", "centre-note"),
        560, 3,
    ),
}  # fmt: skip


def make(name: str, photograph: str, height: int) -> str:
    """One picture: cut, reduced to the colours it has, as small as PNG makes it."""
    source = SHOTS / f"{photograph}.png"
    if not source.is_file():
        return f"нет фотографии {source.name}: сначала make test"
    with Image.open(source) as photo:
        shown = photo.convert("RGB").crop((0, 0, photo.width, min(photo.height, height)))
    return keep(name, shown)


def film(name: str, frames: tuple[str, ...], width: int, columns: int) -> str:
    """Frames of one story side by side."""
    found = [next(iter(sorted(SHOTS.glob(f"loop-*-{frame}.png"))), None) for frame in frames]
    if None in found:
        return f"нет кадров для {name}: сначала make test"
    shown = []
    for path in found:
        with Image.open(path) as photo:
            shown.append(photo.convert("RGB").resize((width, round(photo.height * width / photo.width)), Image.LANCZOS))
    tall, gap = max(one.height for one in shown), 6
    rows = -(-len(shown) // columns)
    sheet = Image.new("RGB", (columns * (width + gap) - gap, rows * (tall + gap) - gap), "white")
    for number, one in enumerate(shown):
        sheet.paste(one, (number % columns * (width + gap), number // columns * (tall + gap)))
    return keep(name, sheet)


def keep(name: str, shown: Image.Image) -> str:
    """Written with fewer colours until it is small."""
    target = PICTURES / f"{name}.png"
    for colours in (128, 64, 32):
        shown.quantize(colours, dither=Image.Dither.NONE).save(target, optimize=True)
        if target.stat().st_size <= LIMIT:
            break
    return f"{target.relative_to(ROOT)}: {target.stat().st_size // 1000} кБ"


if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    for picture, (photo_name, tall) in WANTED.items():
        sys.stdout.write(make(picture, photo_name, tall) + "\n")
    for picture, frame in FRAMES.items():
        taken = next(iter(sorted(SHOTS.glob(f"loop-*-{frame}.png"))), SHOTS / f"{frame}.png")
        sys.stdout.write(make(picture, taken.stem, 900) + "\n")
    for picture, (names, wide, across) in FILMS.items():
        sys.stdout.write(film(picture, names, wide, across) + "\n")

"""Photos of digits: whether the digit is found, the ink on the right side, and whether it is read.

Every photo is made from an image of MNIST's test set, so what should come out is known: the scenes
of `photo_grid.py`, dark ink on light paper and light ink on a dark ground. A photo is *right* if
the ink was found on the right side and the 28 × 28 pixels are those of the digit. What is wrong
must come with a warning. A network that has never seen a photo reads what comes out; the share of
the same images that it reads right as they are stands beside it.

A second table: the memory that the largest pictures need, each in a fresh process.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from common import digits, parser, verdict
from memory import peak
from photo_grid import grid
from PIL import Image
from report import page, record, table

from mnist_course.data import Dataset
from mnist_course.data.photo import PhotoError, prepare_photo
from mnist_course.data.photo.scenes import Scene, photograph
from mnist_course.nn import Adam, Sequential
from mnist_course.nn.zoo import lenet5

SECTION = "photos"
ALIKE = 0.7  # the least correlation with the image of MNIST; strokes may get thicker or thinner
LEAST, LIMIT = 0.95, 500  # the share of right photos; MB
SIDE = 8_000  # pixels: 64 million in all, the most that is read
PICTURES = ("L.png", "RGB.png", "RGBA.png", "16-bit.png", "RGB.jpg", "RGB.tiff", "float.tiff")


@dataclass
class Outcome:
    """What came out of one photo."""

    group: str
    right: bool
    warned: bool
    missing: bool
    image: np.ndarray
    index: int

    @property
    def silent(self) -> bool:
        """Whether it is wrong, and nobody says so."""
        return not (self.right or self.warned or self.missing)


def likeness(image: np.ndarray, original: np.ndarray) -> float:
    """Return the correlation of two images; one pixel aside does not count."""
    shifted = (np.roll(original, (dy, dx), (0, 1)) for dy in (-1, 0, 1) for dx in (-1, 0, 1))
    return max(np.corrcoef(image.ravel(), other.ravel())[0, 1] for other in shifted)


def look(group: str, scene: Scene, original: np.ndarray, index: int) -> Outcome:
    """Take the photo of a scene and have it prepared."""
    try:
        photo = prepare_photo(photograph(original, scene, seed=index))
    except PhotoError:
        return Outcome(group, False, False, True, np.zeros((28, 28), np.uint8), index)
    right = photo.dark_on_light == scene.dark_on_light
    right &= likeness(photo.image, original) > ALIKE
    return Outcome(group, right, bool(photo.warnings), False, photo.image, index)


def cases(data: Dataset, dry: bool) -> Iterator[tuple[str, Scene, int]]:
    """Yield group, scene and the number of a test image: two digits a scene of the grid, else five.

    The digits 0 to 9 take turns; each time another image of them.
    """
    rng = np.random.default_rng(0)
    of_digit = [np.flatnonzero(data.test.labels == digit) for digit in range(10)]
    turn = 0
    for group, scene in list(grid())[:: 40 if dry else 1]:
        for _ in range(1 if dry else 2 if group == "grid" else 5):
            yield group, scene, int(rng.choice(of_digit[turn % 10]))
            turn += 1


def reader(data: Dataset) -> Sequential:
    """Train LeNet-5 for an epoch on images of MNIST as they are."""
    model = lenet5(seed=0)
    x = data.train.x.reshape(-1, *model.input_shape)
    loss = "categorical_crossentropy"
    model.fit(x, data.train.one_hot, loss=loss, optimizer=Adam(), batch_size=64, progress=False)
    return model


def save_large(name: str, folder: Path, side: int) -> Path:
    """Save a picture of a 0, side × side pixels, in the mode and format that its name says."""
    y, x = np.ogrid[-0.5:0.5:500j, -0.5:0.5:500j]
    small = Image.fromarray(np.abs(np.hypot(y / 1.3, x) - 0.22) < 0.025)
    ring = np.asarray(small.resize((side, side)))
    grey = np.where(ring, np.uint8(60), np.uint8(220))
    picture = Image.fromarray(grey)
    mode = name.partition(".")[0]
    if mode == "16-bit":
        picture = Image.fromarray(grey.astype(np.uint16) * 16)
    elif mode == "float":
        picture = Image.fromarray(grey.astype(np.float32))
    elif mode != "L":
        picture = picture.convert(mode)
    if mode == "RGBA":
        picture.putalpha(Image.fromarray(np.where(ring, np.uint8(255), np.uint8(0))))
    path = folder / name
    picture.save(path, **({"compress_level": 1} if name.endswith("png") else {}))
    return path


def peaks(side: int, pictures: Sequence[str] = PICTURES) -> dict[str, float]:
    """Return the MB of memory that it takes to prepare each of the large pictures."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in pictures:
            path = save_large(name, Path(folder), side)
            command = [sys.executable, __file__, "--child", str(path)]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            found[name] = json.loads(done.stdout.splitlines()[-1])
            print(f"  {name}: {found[name]:.0f} MB", flush=True)
            path.unlink()
    return found


def child(path: str) -> int:
    """Prepare one picture and print the peak: what runs in the fresh process."""
    if not prepare_photo(path).dark_on_light:
        sys.exit("the large picture is read on the wrong side")
    print(json.dumps(peak() * 1024**2 / 1e6))
    return 0


def describe(outcomes: list[Outcome], read: np.ndarray, direct: np.ndarray, mb: dict) -> str:
    """Return the section as Markdown."""
    rows = []
    for group in [*dict.fromkeys(outcome.group for outcome in outcomes), "all"]:
        chosen = np.array([group in (outcome.group, "all") for outcome in outcomes])
        some = [outcome for outcome in outcomes if group in (outcome.group, "all")]
        rows.append(
            (
                group,
                len(some),
                *(sum(getattr(o, what) for o in some) for what in ("right", "warned", "missing")),
                sum(outcome.silent for outcome in some),
                f"{read[chosen].mean():.1%}",
                f"{direct[chosen].mean():.1%}",
            )
        )
    head = (
        "photos",
        "number",
        "right",
        "warned",
        "not found",
        "wrong and silent",
        "read",
        "direct",
    )
    return page(
        "## Photos",
        """Photos made from test images of MNIST, half of them dark ink on light paper, half light
        ink on a dark ground. Right: the ink on the right side, and the digit's pixels. Warned: the
        photo comes with a warning, rightly for a digit that touches the edge. Read: LeNet-5, one
        epoch on MNIST as it is, gives the right answer; direct: for the images of MNIST
        themselves.""",
        table(head, rows),
        f"""Memory in MB that a fresh process has held at most to prepare a picture of
        {SIDE**2 // 10**6} million pixels, interpreter and libraries included.""",
        table(("picture", "MB"), [(name, f"{value:.0f}") for name, value in mb.items()]),
        f"Required: {LEAST:.0%} right, none wrong and silent, below {LIMIT} MB.",
    )


def main(arguments: list[str] | None = None) -> int:
    """Look at all photos and record what came out."""
    settings = parser(__doc__, rounds=1).parse_args(arguments)
    data = digits(settings.dry)
    model = reader(data)
    outcomes = []
    for number, (group, scene, index) in enumerate(cases(data, settings.dry), 1):
        outcomes.append(look(group, scene, data.test.images[index], index))
        if not outcomes[-1].right:
            print(f"  not right: {group}, test image {index}, {scene}", flush=True)
        if number % 50 == 0:
            print(f"  {number} photos", flush=True)
    answers, direct = (
        model.predict_classes(np.array(images, np.float32)[..., None] / 255)
        for images in (
            [outcome.image for outcome in outcomes],
            [data.test.images[outcome.index] for outcome in outcomes],
        )
    )
    labels = data.test.labels[[outcome.index for outcome in outcomes]]
    mb = peaks(500 if settings.dry else SIDE)
    text = describe(outcomes, answers == labels, direct == labels, mb)
    record(SECTION, text, settings.dry, ("Pillow", "SciPy"))
    claims = {
        f"{LEAST:.0%} of the photos right": np.mean([o.right for o in outcomes]) >= LEAST,
        "none wrong without a warning": not any(outcome.silent for outcome in outcomes),
        f"every picture below {LIMIT} MB": max(mb.values()) < LIMIT,
    }
    return verdict(claims, settings.dry)


if __name__ == "__main__":
    sys.exit(child(sys.argv[2]) if sys.argv[1:2] == ["--child"] else main())

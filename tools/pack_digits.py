"""Pack the sample of real digits that the live figures use.

    python tools/pack_digits.py            # write digits.bin and held.bin, package data
    python tools/pack_digits.py --check    # only compare what lies there with the real digits

The sample: the first 5,000 digits of MNIST's training file to learn from, so that number i in a
figure is image i of MNIST, and the first 1,000 of its last 10,000, which are the book's validation
digits, to be held out. A reader who turns a knob until the held-out digits come out best is
choosing on them; therefore they are no test images, which the book looks at once.

The held-out digits stand in a file of their own too: a figure that trains nothing waits for a sixth
of the bytes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from mnist_course.data import load_mnist
from mnist_course.widgets.packed import pack, pack_pixels, unpack

FOLDER = Path(__file__).parents[1] / "mnist_course" / "widgets" / "data"
TRAIN, HELD = 5000, 1000
#: File to the numbers of digits in it: to train on, held out.
FILES = {"digits": (TRAIN, HELD), "held": (0, HELD)}


def sample(train: int, held: int) -> bytes:
    """Return so many packed digits, from the real ones."""
    data = load_mnist()
    if data.is_standin:
        sys.exit("the real digits are needed: run `mnist-course data` first")
    splits = data.train[:train], data.validation[:held]
    images = np.concatenate([split.images for split in splits])
    labels = np.concatenate([split.labels for split in splits])
    runs, ink = pack_pixels(images)
    numbers = {"train": (0, train), "held": (50000, 50000 + held)}
    notes = {"what": "digits of MNIST, 28 x 28 pixels, as runs of blank and inked pixels"}
    for part, (first, end) in numbers.items():
        if end > first:
            span = f"numbers {first} to {end - 1} of MNIST's training file"
            notes[part] = f"{end - first} digits, {span}"
    split = np.repeat([0, 1], [train, held])
    arrays = {"runs": runs, "ink": ink, "labels": labels, "held": split}
    return pack({name: array.astype(np.uint8) for name, array in arrays.items()}, notes)


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    check = parser.parse_args(arguments).check
    FOLDER.mkdir(exist_ok=True)
    good = True
    for name, sizes in FILES.items():
        made, target = sample(*sizes), FOLDER / f"{name}.bin"
        if check:
            same = target.is_file() and unpack(target.read_bytes()).notes == unpack(made).notes
            print(f"{target.name}: {'as the real digits say' if same else 'DIFFERS or is missing'}")
            good &= same
        else:
            target.write_bytes(made)
            print(f"wrote {target.name}: {len(made):,} bytes")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

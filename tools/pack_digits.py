"""Pack the sample of real digits that the live figures use.

    python tools/pack_digits.py            # write mnist_course/widgets/data/digits.bin
    python tools/pack_digits.py --check    # only compare what lies there with the real digits

The sample: the first 5,000 digits of MNIST's training file to learn from, so that number i in a
figure is image i of MNIST, and the first 1,000 of its last 10,000, which are the book's validation
digits, to be held out. A reader who turns a knob until the held-out digits come out best is
choosing on them; therefore they are no test images, which the book looks at once.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from mnist_course.data import load_mnist
from mnist_course.widgets.packed import pack, pack_pixels, unpack

TARGET = Path(__file__).parents[1] / "mnist_course" / "widgets" / "data" / "digits.bin"
TRAIN, HELD = 5000, 1000


def sample() -> bytes:
    """Return the packed sample, from the real digits."""
    data = load_mnist()
    if data.is_standin:
        sys.exit("the real digits are needed: run `mnist-course data` first")
    splits = data.train[:TRAIN], data.validation[:HELD]
    images = np.concatenate([split.images for split in splits])
    labels = np.concatenate([split.labels for split in splits])
    runs, ink = pack_pixels(images)
    notes = {
        "what": "digits of MNIST, 28 x 28 pixels, as runs of blank and inked pixels",
        "train": f"{TRAIN} digits, numbers 0 to {TRAIN - 1} of MNIST's training file",
        "held": f"{HELD} digits, numbers 50000 to {50000 + HELD - 1} of MNIST's training file",
    }
    split = np.repeat([0, 1], [TRAIN, HELD])
    arrays = {"runs": runs, "ink": ink, "labels": labels, "held": split}
    return pack({name: array.astype(np.uint8) for name, array in arrays.items()}, notes)


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    made = sample()
    if parser.parse_args(arguments).check:
        same = TARGET.is_file() and unpack(TARGET.read_bytes()).notes == unpack(made).notes
        print(f"{TARGET.name}: {'as the real digits say' if same else 'DIFFERS or is missing'}")
        return 0 if same else 1
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(made)
    print(f"wrote {TARGET.name}: {len(made):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())

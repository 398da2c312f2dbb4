"""Scale grey values as LeNet-5's authors did."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def scale(images):
    """Return grey values 0..255 as floats from -0.1 to 1.175."""
    return images / 255 * 1.275 - 0.1


def _half_uint8(images):
    return images * np.uint8(5) / 1000 - 0.1


_GREYS = np.random.default_rng(0).integers(0, 256, (3, 4, 4), dtype=np.uint8)


EXERCISE = Exercise(
    kind="code",
    reference=scale,
    cases=(
        (np.array([0, 255], np.uint8),),
        (np.array([[0, 51, 102], [153, 204, 255]], np.uint8),),
        (_GREYS,),
    ),
    mistakes=(
        Mistake(
            "divides by 256",
            lambda images: images / 256 * 1.275 - 0.1,
            "Full ink ends a little below 1.175. The largest grey value is 255.",
        ),
        Mistake(
            "from 0 to 1",
            lambda images: images / 255,
            "Your values go from 0 to 1. Stretch them to the new length, then shift them.",
        ),
        Mistake(
            "wrong length",
            lambda images: images / 255 * 1.175 - 0.1,
            "Ink ends at 1.075. From −0.1 to 1.175 the ruler is 1.275 long.",
        ),
        Mistake(
            "not stretched",
            lambda images: images / 255 - 0.1,
            "Paper is right, ink is at 0.9. Stretch before you shift.",
        ),
        Mistake(
            "not shifted",
            lambda images: images / 255 * 1.275,
            "Paper is at 0. Shift it to −0.1.",
        ),
        Mistake(
            "shifted before stretching",
            lambda images: (images / 255 - 0.1) * 1.275,
            "You shift first, so the shift is stretched too: paper ends at −0.1275.",
        ),
        Mistake(
            "uint8 overflow",
            _half_uint8,
            "uint8 holds 0..255 only: 5 · 100 becomes 244. Turn the images into floats before you "
            "multiply.",
        ),
        Mistake(
            "whole division",
            lambda images: images // 255 * 1.275 - 0.1,
            "`//` drops the fraction: only 255 is left as ink. Use `/`.",
        ),
        Mistake(
            "upside down",
            lambda images: 1.175 - images / 255 * 1.275,
            "Ink and paper are exchanged: 0 must become −0.1 and 255 must become 1.175.",
        ),
        Mistake(
            "scaled by its own range",
            lambda images: (
                (images - images.min()) / max(int(np.ptp(images)), 1) * 1.275 - 0.1
                if images.size > 6
                else scale(images)
            ),
            "You use the smallest and largest value of this batch. Then the same grey means "
            "something else in another batch: use 0 and 255.",
        ),
    ),
    hints=(
        "First to 0..1. How long is the new ruler, and where does it begin?",
        "From −0.1 to 1.175 it is 1.275 long. Stretch 0..1 to that length, then shift.",
        "`return images / 255 * 1.275 - 0.1`. The division comes first: it leaves uint8 behind.",
    ),
    way="Dividing by 255 brings the greys to 0..1 and makes floats of them. Times 1.275 stretches "
    "them to the length of the new ruler, and minus 0.1 moves its beginning, so that paper ends "
    "at −0.1 and ink at 1.175.",
    note="Every such scale is one factor and one shift.",
)

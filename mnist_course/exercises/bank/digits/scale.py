"""Scale grey values to -1..1."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Exercise, Mistake


def scale(images):
    """Return grey values 0..255 (uint8) as floats from -1 to 1."""
    return images / 255 * 2 - 1


def _half_uint8(images):
    return images * np.uint8(2) / 255 - 1


def _centre_uint8(images):
    return (images - np.uint8(128)) / 128


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
            lambda images: images / 256 * 2 - 1,
            "Full ink ends at 0.992, not at 1. The largest grey value is 255, and the middle is "
            "127.5.",
        ),
        Mistake(
            "from 0 to 1",
            lambda images: images / 255,
            "Your values go from 0 to 1. Stretch them to twice the length, then shift them.",
        ),
        Mistake(
            "not stretched",
            lambda images: images / 255 - 1,
            "Your values go from -1 to 0. Multiply by 2 before you subtract 1.",
        ),
        Mistake(
            "not shifted",
            lambda images: images / 255 * 2,
            "Your values go from 0 to 2. Subtract 1.",
        ),
        Mistake(
            "uint8 overflow",
            _half_uint8,
            "uint8 holds 0..255 only: 2 · 200 becomes 144. Turn the images into floats before "
            "you multiply.",
        ),
        Mistake(
            "uint8 overflow",
            _centre_uint8,
            "uint8 has no numbers below 0: 100 - 128 becomes 228. Turn the images into floats "
            "before you subtract.",
        ),
        Mistake(
            "uint8 overflow",
            lambda images: (images - np.uint8(127)) / 127.5,
            "uint8 has no numbers below 0: 100 - 127 becomes 229. Turn the images into floats "
            "before you subtract.",
        ),
        Mistake(
            "whole division",
            lambda images: images // 255 * 2.0 - 1,
            "`//` drops the fraction: only 255 is left as ink. Use `/`.",
        ),
        Mistake(
            "upside down",
            lambda images: 1 - images / 255 * 2,
            "Ink and paper are exchanged: 0 must become -1 and 255 must become 1.",
        ),
        Mistake(
            "scaled by its own range",
            lambda images: (
                (images - images.min()) / max(int(np.ptp(images)), 1) * 2 - 1
                if images.size > 6
                else scale(images)
            ),
            "You use the smallest and largest value of this batch. Then the same grey means "
            "something else in another batch: use 0 and 255.",
        ),
    ),
    hints=(
        "First to 0..1, then stretch to twice the length, then shift.",
        "Dividing by 255 gives floats from 0 to 1. What turns 0 into -1 and 1 into 1?",
        "`return images / 255 * 2 - 1`. The division comes first: it leaves uint8 behind.",
    ),
    way="Dividing by 255 brings the greys to 0..1 and makes floats of them. Times 2 stretches this "
    "to 0..2, and minus 1 shifts it, so that paper ends at -1 and ink at 1.",
    note="Divide first: after that the values are floats and cannot overflow.",
)

"""Numbers to learn in two convolutions and a dense layer, for colour images."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="parameters = ...",
    solution="side_1 = (32 + 2 * 2 - 5) // 2 + 1\n"
    "side_2 = (side_1 - 3) // 1 + 1\n"
    "parameters = (5 * 5 * 3 + 1) * 16 + (3 * 3 * 16 + 1) * 32\n"
    "parameters += (side_2 * side_2 * 32 + 1) * 10",
    reference=68_586,
    compare=Number(rtol=1e-9),
    mistakes=(
        Mistake(
            "one channel only",
            63_466,
            "Each filter has a window for every channel of its input: 3 in the first layer, 16 in "
            "the second. You counted one.",
        ),
        Mistake(
            "no biases",
            68_528,
            "The weights are right. Every filter and every output unit has a bias as well.",
        ),
        Mistake(
            "no biases in the dense layer",
            68_576,
            "The convolutions are right. The ten outputs of the dense layer have biases too.",
        ),
        Mistake(
            "no biases in the convolutions",
            68_538,
            "The dense layer is right. Every filter of a convolution has a bias too.",
        ),
        Mistake(
            "padding forgotten",
            51_946,
            "The filters are right, but the dense layer gets another image: the first convolution "
            "has a padding of 2 on every side.",
        ),
        Mistake(
            "stride forgotten",
            293_866,
            "The filters are right, but the dense layer gets a smaller image: the first "
            "convolution moves by 2.",
        ),
        Mistake(
            "second convolution taken as padded",
            87_786,
            "The filters are right. The second convolution has no padding, so its images lose two "
            "rows and two columns.",
        ),
        Mistake(
            "flattened without channels",
            7_826,
            "The dense layer gets every number of the last images: rows × columns × channels.",
        ),
        Mistake(
            "convolutions only",
            5_856,
            "This is right for the two convolutions. The dense layer has parameters too.",
        ),
    ),
    hints=(
        "Write down the shape of one image after each layer first.",
        "After the first convolution: floor((32 + 4 − 5) / 2) + 1 = 16 rows and columns, 16 "
        "channels. After the second: 14 rows and columns, 32 channels.",
        "(5 · 5 · 3 + 1) · 16, plus (3 · 3 · 16 + 1) · 32, plus (14 · 14 · 32 + 1) · 10.",
    ),
    way="Shapes: 32 × 32 × 3, then 16 × 16 × 16, then 14 × 14 × 32 = 6,272 numbers. Parameters: "
    "76 · 16 = 1,216, then 145 · 32 = 4,640, then 6,273 · 10 = 62,730.",
    note="Nine tenths of the numbers to learn stand in the dense layer, where nothing is shared.",
)

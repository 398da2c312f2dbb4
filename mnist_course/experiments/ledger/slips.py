"""Slips of the sources that the book sets right, and where it does so.

Every text has some; they are listed because a reader who compares would stumble over them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Slip:
    """One slip.

    Attributes
    ----------
    source : str
        Key of the source, ``"S1"`` to ``"S5"``.
    says : str
        What the source says, in our words.
    right : str
        What is right.
    chapters : tuple of str
        Names of the chapters that show it, those to come included.
    experiments : tuple of str
        Experiments whose rows in the ledger show it.
    files : tuple of str
        Files of this project that show it, as paths from its root.
    """

    source: str
    says: str
    right: str
    chapters: tuple[str, ...] = ()
    experiments: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


_S4_MOVES = "mnist_course/data/augment.py"

SLIPS = (
    Slip(
        "S1",
        "Pixels are scaled to [1, 1].",
        "To [-1, 1], as its own code does: a minus sign is missing.",
        chapters=("digits",),
    ),
    Slip(
        "S1",
        "There are 7,000 images of each digit.",
        "That is the average; the counts differ from digit to digit.",
        chapters=("digits",),
    ),
    Slip(
        "S3",
        "`struct.upack` reads the header of a file.",
        "`struct.unpack`: the listing stops at this line.",
        chapters=("digits",),
    ),
    Slip(
        "S4",
        "A thousand images are for testing.",
        "10,000 images.",
        chapters=("digits",),
    ),
    Slip(
        "S4",
        "Glorot's uniform start draws weights from a normal distribution.",
        "From a uniform one, between ±√(6 / (inputs + outputs)). Glorot's normal start is another.",
        chapters=("lenet-experiments",),
        files=("mnist_course/nn/initializers.py",),
    ),
    Slip(
        "S4",
        "Average and maximum pooling were compared.",
        "The notebook leaves average pooling in both runs. The comparison was never made.",
        chapters=("lenet-experiments",),
        experiments=("s4-layers",),
    ),
    Slip(
        "S4",
        "SGD reaches more than 95 % in ten epochs.",
        "The notebook prints 94.28 %.",
        chapters=("lenet-experiments",),
        experiments=("s4-optimizers",),
    ),
    Slip(
        "S4",
        "Images are shifted by degrees.",
        "By pixels.",
        chapters=("robustness",),
        experiments=("s4-robustness",),
        files=(_S4_MOVES,),
    ),
    Slip(
        "S4",
        "A LeNet-5 names 70 % of mirrored digits.",
        "Only half of the images were mirrored: the tool mirrors each with probability ½. The "
        "figure is the mean of mirrored and unchanged images.",
        chapters=("robustness",),
        experiments=("s4-robustness",),
        files=(_S4_MOVES,),
    ),
    Slip(
        "S4",
        "Nesterov's method changes the step by the speed at which the learning rate changes.",
        "The learning rate stays as it is. The gradient is taken a step ahead, where momentum is "
        "about to carry the weights.",
        chapters=("gradient-descent",),
        files=("mnist_course/nn/optimizers.py",),
    ),
    Slip(
        "S5",
        "A run uses the learning rate 0.01.",
        "The code says 0.001, and only this agrees with the figures.",
        chapters=("hyperparameters",),
        experiments=("s5-learning-rates",),
    ),
    Slip(
        "S5",
        "Settings are chosen by accuracy on the test images. (The source warns of it.)",
        "On validation images; the test images are read once, at the end.",
        chapters=("hyperparameters",),
        experiments=("s5-network",),
    ),
    Slip(
        "S5",
        "The program is written in Python 2, which no longer gets repairs.",
        "Python 3, and a batch at a time instead of image by image.",
        chapters=("backpropagation",),
        files=("mnist_course/experiments/catalogue/nielsen_network.py",),
    ),
)

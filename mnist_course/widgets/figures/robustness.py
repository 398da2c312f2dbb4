"""A digit made harder step by step, and what two trained networks still read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import traitlets

from mnist_course.data import augment, degrade
from mnist_course.widgets import sample, trained
from mnist_course.widgets.live import Live
from mnist_course.widgets.page_random import normal_numbers

if TYPE_CHECKING:
    from mnist_course.nn import Sequential

#: Slider to the ends of its range.
RANGES = {
    "rotation": (-180, 180),
    "right": (-10, 10),
    "down": (-10, 10),
    "noise": (0, 1),
    "blur": (0, 4),
    "contrast": (0, 1),
}
NAMES = {"softmax": "Softmax regression", "mlp": "Multilayer network", "lenet": "LeNet-5"}
PAIRS = ("mlp-lenet", "softmax-lenet", "softmax-mlp")
#: The curve counts the first so many held-out digits.
COUNT = 200


class Robustness(Live):
    """A held-out digit, distorted, and the probabilities of two networks side by side.

    Attributes
    ----------
    digit : int
        Which held-out digit of the book's sample, 0 to 999.
    networks : str
        Which two: ``"mlp-lenet"``, ``"softmax-lenet"`` or ``"softmax-mlp"``.
    mirror : bool
        Whether the digit is mirrored, left to right.
    rotation : float
        Degrees against the clock, -180 to 180.
    right, down : float
        Shift in pixels, -10 to 10.
    blur : float
        Standard deviation of the bell in pixels, 0 to 4.
    contrast : float
        What is left of the contrast, 0 to 1.
    noise : float
        Standard deviation of the noise, 0 to 1.
    swept : str
        The slider whose curve is shown.
    sureness : bool
        Whether curves show, too, how sure the networks are: the mean of the largest probabilities.
    """

    script: ClassVar[str] = "robustness"
    settings: ClassVar[tuple[str, ...]] = (
        "digit",
        "networks",
        "mirror",
        "rotation",
        "right",
        "down",
        "blur",
        "contrast",
        "noise",
        "swept",
        "sureness",
    )

    digit = traitlets.Int(6, min=0, max=999).tag(sync=True)
    networks = traitlets.Enum(PAIRS, "mlp-lenet").tag(sync=True)
    mirror = traitlets.Bool(False).tag(sync=True)
    rotation = traitlets.Float(0, min=-180, max=180).tag(sync=True)
    right = traitlets.Float(0, min=-10, max=10).tag(sync=True)
    down = traitlets.Float(0, min=-10, max=10).tag(sync=True)
    blur = traitlets.Float(0, min=0, max=4).tag(sync=True)
    contrast = traitlets.Float(1, min=0, max=1).tag(sync=True)
    noise = traitlets.Float(0, min=0, max=1).tag(sync=True)
    swept = traitlets.Enum(tuple(RANGES), "rotation").tag(sync=True)
    sureness = traitlets.Bool(False).tag(sync=True)

    @property
    def distortions(self) -> dict[str, Any]:
        """What is done to the digit, as `distort` takes it."""
        return {name: getattr(self, name) for name in ("mirror", *RANGES)}

    @property
    def image(self) -> np.ndarray:
        """The digit as the networks see it, (28, 28) float32, ink from 0 to 1."""
        return distort(digits([self.digit]), [self.digit], **self.distortions)[0]

    @property
    def label(self) -> int:
        """The true label of the digit."""
        return int(held().labels[self.digit])

    @property
    def probabilities(self) -> dict[str, np.ndarray]:
        """Ten probabilities of each of the two networks, by name, (10,) float32."""
        image = self.image[np.newaxis]
        return {name: _predict(name, image)[0] for name in self.networks.split("-")}

    def accuracies(self, values: Sequence[float], swept: str = "") -> dict[str, list[float]]:
        """Return each network's accuracy on the first 200 held-out digits, value by value.

        Parameters
        ----------
        values : sequence of float
            What the slider takes one after the other; all else stays as it is set.
        swept : str
            Which slider; by default `swept`.

        Raises
        ------
        ValueError
            If there is no such slider.
        """
        labels = held().labels[:COUNT]
        return {
            name: [float(np.mean(p.argmax(axis=1) == labels)) for p in answers]
            for name, answers in self._answers(values, swept).items()
        }

    def confidences(self, values: Sequence[float], swept: str = "") -> dict[str, list[float]]:
        """Return each network's mean confidence on the same digits; as `accuracies`.

        The confidence of an answer is its largest probability.
        """
        return {
            name: [float(np.mean(p.max(axis=1))) for p in answers]
            for name, answers in self._answers(values, swept).items()
        }

    def _answers(self, values: Sequence[float], swept: str) -> dict[str, list[np.ndarray]]:
        """Return probabilities, (200, 10) for each value, by network."""
        swept = swept or self.swept
        if swept not in RANGES:
            raise ValueError(f"swept is {swept!r}, expected one of {', '.join(RANGES)}.")
        numbers = range(COUNT)
        images = digits(numbers)
        found: dict[str, list[np.ndarray]] = {name: [] for name in self.networks.split("-")}
        for value in values:
            changed = distort(images, numbers, **{**self.distortions, swept: value})
            for name, answers in found.items():
                answers.append(_predict(name, changed))
        return found

    def still(self) -> tuple[bytes, str]:
        """Draw the digit before and after, two charts of probabilities, and the curve."""
        from mnist_course.widgets.stills import robustness

        points = 25 if self.swept == "rotation" else 21
        values = np.linspace(*RANGES[self.swept], points).tolist()
        now = float(getattr(self, self.swept))
        shares = {NAMES[name]: found for name, found in self.accuracies(values).items()}
        if self.sureness:
            sure = self.confidences(values).items()
            shares |= {f"how sure {NAMES[name]} is": found for name, found in sure}
        said = {NAMES[name]: found for name, found in self.probabilities.items()}
        before = digits([self.digit])[0]
        curve = (self.swept, now, values, shares)
        return robustness.draw(before, self.image, self.label, said, curve, COUNT)


def distort(
    images: np.ndarray,
    numbers: Sequence[int],
    *,
    mirror: bool = False,
    rotation: float = 0,
    right: float = 0,
    down: float = 0,
    blur: float = 0,
    contrast: float = 1,
    noise: float = 0,
) -> np.ndarray:
    """Return images distorted as the figure does it, in this order of steps.

    Parameters
    ----------
    images : ndarray, (n, 28, 28), float32
        Ink from 0 to 1.
    numbers : sequence of n int
        The digits' numbers, each the seed of its noise: the same digit has always the same.
    mirror, rotation, right, down, blur, contrast, noise
        As in `Robustness`.
    """
    if mirror:
        images = augment.flip(images)
    if rotation:
        images = augment.rotate(images, rotation)
    if right or down:
        images = augment.shift(images, right=right, down=down)
    images = degrade.contrast(degrade.blur(images, blur), contrast)
    return degrade.noise(images, noise, _patterns(tuple(numbers))) if noise else images


def digits(numbers: Sequence[int]) -> np.ndarray:
    """Return held-out digits as images, (n, 28, 28) float32."""
    return held().x[list(numbers)].reshape(-1, 28, 28)


@cache
def held() -> sample.LabelledDigits:
    """Return the held-out digits of the book's sample."""
    return sample.read().held


@cache
def _networks() -> dict[str, Sequential]:
    return trained.read()


@cache
def _patterns(numbers: tuple[int, ...]) -> np.ndarray:
    return normal_numbers(numbers, 784).reshape(-1, 28, 28).astype(np.float32)


def _predict(name: str, images: np.ndarray) -> np.ndarray:
    model = _networks()[name]
    return model.predict(images.reshape(len(images), *(model.input_shape or ())))

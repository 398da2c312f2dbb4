"""Photo-like pictures of digits with known content: paper, light, noise, pen strokes."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from mnist_course.data.photo import centre, fit_box

#: Light on the paper, from 0 to 1, at height y and width x (both 0 to 1).
LIGHTS = {
    "even": lambda y, x: np.ones_like(x),
    "lamp": lambda y, x: 1 - 0.65 * np.hypot(y - 0.2, x - 0.1) / 1.4,
    "dark corners": lambda y, x: 1 - 0.9 * ((y - 0.5) ** 2 + (x - 0.5) ** 2),
    "shadow": lambda y, x: 1 - 0.45 / (1 + np.exp(-25 * (x + 0.6 * y - 0.9))),
}


def likeness(image: np.ndarray, original: np.ndarray) -> float:
    """The correlation of two pictures, pixel by pixel."""
    return np.corrcoef(image.ravel().astype(float), original.ravel().astype(float))[0, 1]


def likeness_nearby(image: np.ndarray, original: np.ndarray) -> float:
    """Likeness where one pixel aside does not count."""
    steps = (-1, 0, 1)
    return max(likeness(image, np.roll(original, (dy, dx), (0, 1))) for dy in steps for dx in steps)


def enlarge(image: np.ndarray, size: int) -> np.ndarray:
    """A digit of MNIST as ink, 0 to 1, with strokes as sharp as a pen's."""
    large = Image.fromarray(image).resize((size, size), Image.Resampling.BICUBIC)
    soft = np.asarray(large.filter(ImageFilter.GaussianBlur(size / 80)), dtype=float) / 255
    return np.clip(3 * (soft - 0.5) + 0.5, 0, 1)


def photograph(
    ink: np.ndarray,
    *,
    shape: tuple[int, int] = (300, 400),
    at: tuple[int, int] | None = None,
    light: str = "lamp",
    paper: float = 0.85,
    pen: float = 0.2,
    noise: float = 0.02,
    board: bool = False,
    seed: int = 0,
) -> np.ndarray:
    """Lay ink, 0 to 1, on paper and take a picture of it: (h, w), uint8.

    ``at`` is the top left corner of the ink, by default in the middle. ``board``: light chalk on a
    dark board instead.
    """
    rng = np.random.default_rng(seed)
    height, width = shape
    top, left = at or ((height - ink.shape[0]) // 2, (width - ink.shape[1]) // 2)
    cover = np.zeros(shape)
    cover[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    fibres = Image.fromarray(rng.normal(size=(height // 4, width // 4)).astype(np.float32))
    texture = 0.02 * np.asarray(fibres.resize((width, height), Image.Resampling.BICUBIC))
    scene = (paper + texture) * (1 - cover) + pen * cover
    y, x = np.mgrid[0:height, 0:width]
    seen = scene * LIGHTS[light](y / height, x / width) + rng.normal(scale=noise, size=shape)
    seen = np.clip(1 - seen if board else seen, 0, 1)
    return np.rint(255 * seen).astype(np.uint8)


def stroke(
    *lines: list[tuple[float, float]], size: int = 160, width: float = 14, margin: int = 0
) -> np.ndarray:
    """Ink of pen strokes through points (x, y) from 0 to 1 in a square of `size` pixels."""
    whole = size + 2 * margin
    picture = Image.new("L", (4 * whole, 4 * whole))
    pen = ImageDraw.Draw(picture)
    for line in lines:
        points = [(4 * (margin + x * size), 4 * (margin + y * size)) for x, y in line]
        pen.line(points, fill=255, width=round(4 * width), joint="curve")
    return np.asarray(picture.resize((whole, whole), Image.Resampling.BOX), dtype=float) / 255


SEVEN = [(0.2, 0.1), (0.8, 0.1), (0.45, 0.9)]
ONE = [(0.5, 0.05), (0.5, 0.95)]
CIRCLE = [(0.5 + 0.35 * np.cos(t), 0.5 + 0.45 * np.sin(t)) for t in np.linspace(0, 6.4, 60)]


def arc(x: float, y: float, across: float, down: float, start: float, end: float) -> list:
    """Points of an arc of an ellipse; angles in parts of a turn, clockwise from the right."""
    turns = 2 * np.pi * np.linspace(start, end, 24)
    return [(x + across * np.cos(t), y + down * np.sin(t)) for t in turns]


#: The ten digits as lines of a pen.
DIGITS = (
    [arc(0.5, 0.5, 0.3, 0.45, 0, 1)],
    [[(0.42, 0.2), (0.52, 0.05), (0.5, 0.95)]],
    [[*arc(0.5, 0.3, 0.3, 0.25, 0.5, 1.08), (0.2, 0.93), (0.85, 0.9)]],
    [arc(0.45, 0.28, 0.3, 0.23, 0.55, 1.25), arc(0.45, 0.72, 0.33, 0.23, 0.75, 1.45)],
    [[(0.35, 0.05), (0.2, 0.6), (0.8, 0.58)], [(0.68, 0.3), (0.6, 0.95)]],
    [[(0.8, 0.05), (0.3, 0.07), (0.25, 0.45), *arc(0.47, 0.67, 0.3, 0.26, 0.62, 1.42)]],
    [[(0.7, 0.05), (0.35, 0.4), (0.24, 0.7), *arc(0.5, 0.72, 0.27, 0.22, 0.5, 1.5)]],
    [SEVEN],
    [arc(0.5, 0.28, 0.22, 0.23, 0, 1), arc(0.5, 0.74, 0.27, 0.22, 0, 1)],
    [arc(0.47, 0.3, 0.25, 0.24, 0, 1), [(0.72, 0.3), (0.66, 0.95)]],
)


def like_mnist(digit: int) -> np.ndarray:
    """One of `DIGITS` as MNIST has them: 28 × 28, uint8, 20 pixels high, its mass in the middle."""
    ink = stroke(*DIGITS[digit], size=100, width=11, margin=10)
    rows, columns = (np.flatnonzero((ink > 0.5).any(axis=axis)) for axis in (1, 0))
    return centre(fit_box(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]))

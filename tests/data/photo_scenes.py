"""Photo-like pictures of digits with known content: paper, light, noise, pen strokes."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

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

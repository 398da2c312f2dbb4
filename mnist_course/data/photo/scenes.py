"""Photos of digits made to measure, so that what should come out of them is known.

A scene names everything that is in a photo and that may lead astray: paper and pen, noise, the
size of the picture and of the digit, where it stands, the light, and what else lies there. Both
polarities, dark ink on light paper and light ink on a dark ground, are the same scene with paper
and pen exchanged.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

Array = np.ndarray

#: Light on the paper, from 0 to 1, at height y and width x (both 0 to 1).
LIGHTS = {
    "even": lambda y, x: np.ones_like(x + y),
    "lamp": lambda y, x: 1 - 0.65 * np.hypot(y - 0.2, x - 0.1) / 1.4,
    "corners": lambda y, x: 1 - 0.9 * ((y - 0.5) ** 2 + (x - 0.5) ** 2),
    "shadow": lambda y, x: 1 - 0.45 / (1 + np.exp(-25 * (x + 0.6 * y - 0.9))),
}

#: Where the middle of the digit stands, in parts of height and width. "edge": it touches the left.
PLACES = {"middle": (0.5, 0.5), "corner": (0.3, 0.72), "edge": (0.5, 0.0)}


@dataclass(frozen=True)
class Scene:
    """A photo of one digit.

    Attributes
    ----------
    paper, pen : float
        Grey values, 0 to 255. A pen lighter than the paper is chalk.
    noise : float
        Standard deviation of the noise of each pixel, in grey values.
    shape : tuple of int
        Height and width of the photo.
    size : float
        Longer side of the digit: a part of the photo's shorter side; above 1, pixels.
    place, light : str
        A key of `PLACES` and of `LIGHTS`.
    blur : float
        Standard deviation, in parts of the digit's size.
    lines : str
        "none", "ruled" or "squared": a sixth of the pen's contrast, as printed on writing paper.
    beside : str
        "nothing", "coin" (a filled circle), "ruler" (a long bar), "frame" (a drawn box around it).
    table : float or None
        Grey value of a table on which the paper lies as a sheet, all of it in the photo.
    sheet : float
        The margin of that sheet around the digit, in parts of the digit's size.
    """

    paper: float = 220
    pen: float = 60
    noise: float = 5
    shape: tuple[int, int] = (600, 800)
    size: float = 0.5
    place: str = "middle"
    light: str = "even"
    blur: float = 0.0
    lines: str = "none"
    beside: str = "nothing"
    table: float | None = None
    sheet: float = 0.4

    @property
    def dark_on_light(self) -> bool:
        """Whether the ink is darker than the paper."""
        return self.pen < self.paper

    @property
    def pixels(self) -> int:
        """The longer side of the digit."""
        return round(self.size if self.size > 1 else self.size * min(self.shape))

    def negative(self) -> Scene:
        """Return the same scene with the grey values of paper and pen exchanged."""
        return replace(self, paper=self.pen, pen=self.paper)


def enlarge(image: Array, size: int) -> Array:
    """Return the digit of a 28 × 28 image as ink, 0 to 1, its longer side `size` pixels.

    The strokes get edges as sharp as a pen's.
    """
    rows, columns = (np.flatnonzero((image > 60).any(axis=axis)) for axis in (1, 0))
    pad = np.pad(image, 4)
    cut = pad[rows[0] + 2 : rows[-1] + 7, columns[0] + 2 : columns[-1] + 7]  # 2 pixels around it
    scale = size / (max(cut.shape) - 4)
    height, width = (round(scale * n) for n in cut.shape)
    large = Image.fromarray(cut).resize((width, height), Image.Resampling.BICUBIC)
    soft = np.asarray(large.filter(ImageFilter.GaussianBlur(size / 80)), dtype=np.float32) / 255
    ink = np.clip(3 * (soft - 0.5) + 0.5, 0, 1)
    rows, columns = (np.flatnonzero((ink > 0.5).any(axis=axis)) for axis in (1, 0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def photograph(image: Array, scene: Scene, seed: int = 0) -> Array:
    """Take the photo of a scene: (h, w), uint8.

    Parameters
    ----------
    image : ndarray, (28, 28), uint8
        The digit, ink from 0 to 255.
    scene : Scene
    seed : int
        Of the noise.
    """
    rng = np.random.default_rng(seed)
    height, width = scene.shape
    ink = enlarge(image, scene.pixels)
    row, column = PLACES[scene.place]
    top = int(np.clip(row * height - ink.shape[0] / 2, 0, height - ink.shape[0]))
    left = int(np.clip(column * width - ink.shape[1] / 2, 0, width - ink.shape[1]))
    seen = np.full(scene.shape, scene.paper, dtype=np.float32)
    contrast = scene.pen - scene.paper
    box = (left, top, left + ink.shape[1], top + ink.shape[0])
    if scene.lines != "none":
        _rule(seen, scene, contrast / 6)
    if scene.beside != "nothing" or scene.table is not None:
        seen = _lay_things(seen, scene, box)
    part = seen[top : box[3], left : box[2]]
    part[:] = part * (1 - ink) + scene.pen * ink
    if scene.blur:
        sharp = Image.fromarray(np.rint(seen).astype(np.uint8))
        blurred = sharp.filter(ImageFilter.GaussianBlur(scene.blur * scene.pixels))
        seen = np.array(blurred, dtype=np.float32)
    y, x = np.ogrid[0:height, 0:width]
    seen *= LIGHTS[scene.light](y / height, x / width).astype(np.float32)
    if scene.noise:
        seen += scene.noise * rng.standard_normal(scene.shape, dtype=np.float32)
    return np.rint(np.clip(seen, 0, 255)).astype(np.uint8)


def _rule(seen: Array, scene: Scene, depth: float) -> None:
    """Print lines on the paper: as far apart as a third of the digit."""
    step, wide = max(scene.pixels // 3, 4), max(min(scene.shape) // 300, 1)
    for line in range(wide):
        seen[step // 2 + line :: step] = scene.paper + depth
        if scene.lines == "squared":
            seen[:, step // 2 + line :: step] = scene.paper + depth


def _lay_things(seen: Array, scene: Scene, box: tuple[int, int, int, int]) -> Array:
    """Put the sheet on its table, and what else lies or is drawn beside the digit."""
    size, (left, top, right, bottom) = scene.pixels, box
    picture = Image.fromarray(seen)
    pen = ImageDraw.Draw(picture)
    if scene.table is not None:
        margin = round(scene.sheet * size)
        cover = Image.new("L", picture.size, 0)
        sheet = (left - margin, top - margin, right + margin, bottom + margin)
        ImageDraw.Draw(cover).rectangle(sheet, fill=255)
        table = Image.new("F", picture.size, scene.table)
        picture = Image.composite(picture, table, cover)
        pen = ImageDraw.Draw(picture)
    beside = right + size // 4 if right + size < scene.shape[1] else left - size // 4
    away = 1 if beside > right else -1
    if scene.beside == "coin":
        across = sorted((beside, beside + away * size // 2))
        pen.ellipse((across[0], top, across[1], top + size // 2), fill=scene.pen)
    elif scene.beside == "ruler":
        across = sorted((beside, beside + away * size // 12))
        pen.rectangle((across[0], top - size // 3, across[1], bottom + size // 3), fill=scene.pen)
    elif scene.beside == "frame":
        gap = size // 3
        frame = (left - gap, top - gap, right + gap, bottom + gap)
        pen.rectangle(frame, outline=scene.pen, width=max(size // 25, 2))
    return np.array(picture)

"""Figures on a dark page: letters and lines become light, pictures in them stay as they are.

A notebook says of each figure where its pictures are (`mnist_course.plots.notebook`). When Sphinx
reads it, the other parts are drawn once more on the dark ground; the page holds both, and the
theme shows one. A figure that does not say it stays a light card.
"""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mnist_course.plots.notebook import PICTURES
from mnist_course.widgets.frames import palette_png

Colours = NDArray[np.float64]

GROUND = 18 / 255  # the dark theme's #121212
PAPER = 0.96  # how light black becomes, in Oklab
CURVE = 0.72  # below 1: greys in the middle become lighter, so that they are read
COLOURFUL = (0.06, 0.12)  # chroma: below, a grey or a tint, which turns round; above, a colour
SEEN = 0.68  # so light, at least, is a colour on the dark ground: more than 4.5 : 1

# Björn Ottosson, "A perceptual color space for image processing" (2020), Oklab.
TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def oklab(colours: Colours) -> Colours:
    """Return lightness and the two axes of colour of sRGB colours in rows, from 0 to 1."""
    linear = np.where(colours <= 0.04045, colours / 12.92, np.power((colours + 0.055) / 1.055, 2.4))
    return np.cbrt(linear @ TO_CONES.T) @ TO_LAB.T


def srgb(lab: Colours) -> Colours:
    """Return the sRGB colours of Oklab colours, cut to what a screen can show."""
    linear = (lab @ np.linalg.inv(TO_LAB).T) ** 3 @ np.linalg.inv(TO_CONES).T
    linear = np.clip(linear, 0, 1)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


def at_night(colours: Colours) -> Colours:
    """Return sRGB colours, in rows from 0 to 1, as they are on the dark page.

    White becomes the ground and black nearly white; a colour keeps its hue, and is light enough
    to be seen. Between a colour and white, as at the edge of a letter, it goes over evenly.
    """
    lab = oklab(colours)
    ground = oklab(np.full((1, 3), GROUND))[0, 0]
    light = ground + (PAPER - ground) * np.clip(1 - lab[:, 0], 0, 1) ** CURVE
    low, high = COLOURFUL
    part = np.clip((np.hypot(lab[:, 1], lab[:, 2]) - low) / (high - low), 0, 1)
    colour = np.maximum(light, np.clip(lab[:, 0], SEEN, 0.8))
    lab[:, 0] = light + part * part * (3 - 2 * part) * (colour - light)
    return srgb(lab)


def dark_picture(png: bytes, boxes: Sequence[Sequence[float]]) -> bytes:
    """Return a figure for the dark page; what lies in ``boxes`` (parts of its size) is kept."""
    with Image.open(io.BytesIO(png)) as figure:
        day = figure.convert("RGB")
        resolution = figure.info.get("dpi")
    pixels = np.asarray(day)
    colours, places = np.unique(pixels.reshape(-1, 3), axis=0, return_inverse=True)
    turned = np.rint(255 * at_night(colours / 255)).astype(np.uint8)
    night = Image.fromarray(turned[places.ravel()].reshape(pixels.shape))
    for left, top, right, bottom in boxes:
        box = (
            round(left * day.width),
            round(top * day.height),
            round(right * day.width),
            round(bottom * day.height),
        )
        night.paste(day.crop(box), box[:2])
    if resolution:
        night.info["dpi"] = resolution
    return palette_png(night)


def write_dark_pictures(notebook: dict[str, Any], folder: Path) -> None:
    """Write the dark form of each figure of a notebook, beside where MyST-NB writes the figure."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            told = output.get("metadata", {}).get("image/png", {})
            if PICTURES not in told:
                continue
            png = base64.b64decode(output["data"]["image/png"])
            path = folder / dark_name(f"{hashlib.sha256(png).hexdigest()}.png")
            if not path.exists():
                folder.mkdir(parents=True, exist_ok=True)
                path.write_bytes(dark_picture(png, told[PICTURES]))


def dark_name(name: str) -> str:
    """Return the name of a picture's dark form."""
    return name.replace(".png", "-dark.png")

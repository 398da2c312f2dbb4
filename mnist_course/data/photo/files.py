"""Open a picture file with care and return it in grey. A photo may come from anywhere.

A file name says nothing about what is inside, a few kilobytes can unfold to gigabytes, and a phone
stores a photo lying on its side with a note which way is up. Everything else about photos is in
the modules beside this one.
"""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from PIL import Image

#: What we read. Rare formats are left out: their decoders are where the security holes are.
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF", "PPM")

MOST_PIXELS = 64_000_000  # the largest phone photos that are common have 50 million
FEWEST_PIXELS = 8  # on the shorter side; a digit smaller than that cannot be told from a spot

ADVICE = (
    f"Expected one of {', '.join(FORMATS)}; save a photo in another format, such as HEIC, as JPEG "
    "first."
)


class PhotoError(ValueError):
    """A picture cannot be read, or holds no digit; the message says what to do."""


def read_grey(path: str | Path) -> np.ndarray:
    """Read a picture file as grey values.

    The first frame counts; the orientation noted by the camera is applied. Transparent parts get
    a ground on which the drawing is seen.

    Parameters
    ----------
    path : path
        PNG, JPEG, WEBP, BMP, GIF or TIFF.

    Returns
    -------
    ndarray, (h, w), float32
        From 0 (black) to 1 (white). A large picture is reduced to about 1,600 pixels across.

    Raises
    ------
    PhotoError
        No file, not an image, damaged, too large or too small.
    """
    from PIL import Image, ImageOps

    path = Path(path)
    with warnings.catch_warnings():  # Pillow warns of large files; our own limit is below its
        warnings.simplefilter("ignore")
        try:
            with Image.open(path, formats=FORMATS) as image:
                _check_size(path, *image.size)
                image.draft("L", (1600, 1600))  # a JPEG is decoded at a fraction of its size
                image = _reduce(ImageOps.exif_transpose(image))
                return _to_grey(image)
        except PhotoError:
            raise
        except Image.DecompressionBombError as error:
            found = re.search(r"\d+", str(error))  # Pillow tells it only in its message
            pixels = f"{int(found[0]):,}" if found else "too many"
            raise PhotoError(_too_large(path, pixels)) from None
        except FileNotFoundError:
            raise PhotoError(f"there is no file {path}") from None
        except IsADirectoryError:
            raise PhotoError(f"{path} is a folder, expected a picture file") from None
        except Image.UnidentifiedImageError:
            raise PhotoError(f"{path} is not a picture that can be read. {ADVICE}") from None
        except PermissionError as error:
            raise PhotoError(f"{path} cannot be read: {error.strerror}") from None
        except Exception as error:  # damaged bytes make decoders fail in many ways
            raise PhotoError(f"{path} is damaged or cut off ({error})") from error


def _check_size(path: Path, width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise PhotoError(_too_large(path, f"{width:,} × {height:,}"))
    if min(width, height) < FEWEST_PIXELS:
        raise PhotoError(
            f"{path} has {width} × {height} pixels; expected at least {FEWEST_PIXELS} each way"
        )


def _too_large(path: Path, pixels: str) -> str:
    return (
        f"{path} has {pixels} pixels; at most {MOST_PIXELS:,} are read, to spare memory. "
        "Scale it down or cut out the digit first."
    )


def _reduce(image: Image.Image) -> Image.Image:
    """Return the picture at most about 1,600 pixels across, by averaging blocks of pixels."""
    factor = max(image.size) // 1600
    if factor < 2:
        return image
    if image.mode in ("P", "PA", "1"):  # a palette's numbers are no brightness: no averages
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    if image.mode.startswith("I;16"):
        image = image.convert("I")
    return image.reduce((min(factor, image.width), min(factor, image.height)))


def _to_grey(image: Image.Image) -> np.ndarray:
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):  # scientific and 16-bit pictures
        values = np.asarray(image, dtype=np.float32)
        top = 65535 if image.mode != "F" and values.max() > 255 else max(float(values.max()), 1e-9)
        return np.clip(np.nan_to_num(values / top), 0, 1)
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        return _on_plain_ground(image)
    return np.asarray(image.convert("L"), dtype=np.float32) / 255


def _on_plain_ground(image: Image.Image) -> np.ndarray:
    """Give a picture with transparent parts a ground: the opposite of what is drawn on it.

    A drawing program leaves everything transparent but the strokes. Where most is opaque, the
    transparent rest (a rounded corner) takes the tone of what is there.
    """
    image = image.convert("RGBA")
    grey = np.asarray(image.convert("L"), dtype=np.float32) / 255
    alpha = np.asarray(image.getchannel("A"), dtype=np.float32) / 255
    drawn = float((grey * alpha).sum() / max(float(alpha.sum()), 1e-9))
    opposite = 1.0 if drawn < 0.5 else 0.0
    ground = opposite if alpha.mean() < 0.5 else drawn
    return grey * alpha + ground * (1 - alpha)

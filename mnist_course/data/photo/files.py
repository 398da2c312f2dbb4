"""Open a picture file with care and return it in grey. A photo may come from anywhere.

A file name says nothing about what is inside, a few kilobytes can unfold to gigabytes, and a phone
stores a photo lying on its side with a note which way is up. Everything else about photos is in
the modules beside this one.
"""

from __future__ import annotations

import re
import stat
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mnist_course.data.photo.values import Averages, scaled
from mnist_course.ground.faults import short

if TYPE_CHECKING:
    from PIL import Image

#: What we read. Rare formats are left out: their decoders are where the security holes are.
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF", "PPM")

MOST_PIXELS = 64_000_000  # the largest phone photos that are common have 50 million
LONGEST_SIDE = 65_535  # pixels: what a JPEG can have
MOST_KEPT = 13_000_000  # of them, what a phone gives; a larger picture is averaged
FEWEST_PIXELS = 8  # on the shorter side; a digit smaller than that cannot be told from a spot

ORIENTATION = 0x0112  # the number of this note of a camera in the Exif standard

ADVICE = (
    f"Expected one of {', '.join(FORMATS)}; save a photo in another format, such as HEIC, as JPEG "
    "first."
)


class PhotoError(ValueError):
    """A picture cannot be read, or holds no digit; the message says what to do."""


def read_grey(path: str | Path) -> np.ndarray:
    """Read a picture file as grey values.

    The first frame counts; the orientation noted by the camera is applied. Transparent parts get
    a ground on which the drawing is seen. Where a file does not say what white is (16 bits, or
    floating point), the values that occur decide; single pixels far out, infinite, or no number
    at all are ignored.

    Parameters
    ----------
    path : path
        PNG, JPEG, WEBP, BMP, GIF, TIFF or PPM.

    Returns
    -------
    ndarray, (h, w), float32
        From 0 (black) to 1 (white). A picture of more than 13 million pixels is averaged down.

    Raises
    ------
    PhotoError
        No file, not an image, damaged, too large or too small.
    """
    from PIL import Image

    path = Path(path)
    _refuse_what_is_no_file(path)
    with warnings.catch_warnings():  # Pillow warns of large files; our own limit is below its
        warnings.simplefilter("ignore")
        try:
            # Opened by name, Pillow 13 garbles an uncompressed TIFF that lies on its side.
            with path.open("rb") as file, Image.open(file, formats=FORMATS) as image:
                _check_size(path, image)
                factor = int(np.ceil(np.sqrt(image.width * image.height / MOST_KEPT)))
                # A JPEG is decoded at a fraction of its size, and without its colours.
                image.draft("L", (image.width // factor, image.height // factor))
                image.load()
                return _upright(_to_grey(image), image.getexif().get(ORIENTATION, 1))
        except PhotoError:
            raise
        except Image.DecompressionBombError as error:
            found = re.search(r"\d+", str(error))  # Pillow tells it only in its message
            pixels = f"{int(found[0]):,}" if found else "too many"
            raise PhotoError(_too_large(path, pixels)) from None
        except Image.UnidentifiedImageError:
            raise PhotoError(f"{short(path)} is not a picture that can be read. {ADVICE}") from None
        except PermissionError as error:
            raise PhotoError(f"{short(path)} cannot be read: {error.strerror}") from None
        except Exception as error:  # damaged bytes make decoders fail in many ways
            raise PhotoError(f"{short(path)} is damaged or cut off ({error})") from error


def _refuse_what_is_no_file(path: Path) -> None:
    """Refuse what is no file before it is opened: a pipe would be waited for, for ever."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise PhotoError(f"there is no file {short(path)}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise PhotoError(f"{short(path)} cannot be read: {reason}") from None
    if stat.S_ISDIR(mode):
        raise PhotoError(f"{short(path)} is a folder, expected a picture file")
    if not stat.S_ISREG(mode):
        raise PhotoError(
            f"{short(path)} is a pipe or a device, expected a picture file; save the picture first"
        )


def _check_size(path: Path, image: Image.Image) -> None:
    width, height = image.size
    most = MOST_PIXELS
    if image.format == "WEBP":  # its decoder keeps several copies
        most //= 3
    elif image.format == "TIFF" and image.getexif().get(ORIENTATION, 1) != 1:
        most //= 2  # Pillow turns a TIFF itself, and then there are two
    if max(width, height) > LONGEST_SIDE:
        raise PhotoError(
            f"{short(path)} has {width:,} × {height:,} pixels; at most {LONGEST_SIDE:,} are read "
            "on a side. Cut out the digit first."
        )
    if width * height > most:
        raise PhotoError(_too_large(path, f"{width:,} × {height:,}", most))
    if min(width, height) < FEWEST_PIXELS:
        raise PhotoError(
            f"{short(path)} has {width} × {height} pixels; expected at least {FEWEST_PIXELS} each "
            "way"
        )


def _too_large(path: Path, pixels: str, most: int = MOST_PIXELS) -> str:
    return (
        f"{short(path)} has {pixels} pixels; at most {most:,} are read, to spare memory. "
        "Scale it down or cut out the digit first."
    )


def _upright(grey: np.ndarray, orientation: int) -> np.ndarray:
    """Turn and mirror a picture as the camera noted; 1 and unknown notes change nothing."""
    if orientation in (5, 6, 7, 8):
        grey = grey.T
    if orientation in (3, 4, 7, 8):
        grey = grey[::-1]
    if orientation in (2, 3, 6, 7):
        grey = grey[:, ::-1]
    return np.ascontiguousarray(grey)


def _to_grey(image: Image.Image) -> np.ndarray:
    """Return the grey values, (h, w), float32, 0 to 1, strip by strip: colours take much memory."""
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):  # scientific and 16-bit pictures
        values = Averages(image.height, image.width, MOST_KEPT)
        for strip in _strips(image, values.factor):
            values.add(np.asarray(strip, dtype=np.float32))
        return scaled(values, whole_numbers=image.mode != "F")
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        return _on_plain_ground(image)
    grey = Averages(image.height, image.width, MOST_KEPT)
    for strip in _strips(image, grey.factor):
        plain = strip.getchannel(0) if strip.mode == "LAB" else strip.convert("L")
        grey.add(np.asarray(plain, dtype=np.float32) / 255)
    return grey.array


def _strips(image: Image.Image, factor: int) -> Iterator[Image.Image]:
    """Cut the picture into strips of about a million pixels, their height divisible by factor."""
    rows = max(1_000_000 // image.width // factor, 1) * factor
    for top in range(0, image.height, rows):
        yield image.crop((0, top, image.width, min(top + rows, image.height)))


def _on_plain_ground(image: Image.Image) -> np.ndarray:
    """Give a picture with transparent parts a ground: the opposite of what is drawn on it.

    A drawing program leaves everything transparent but the strokes. Where most is opaque, the
    transparent rest (a rounded corner) takes the tone of what is there.
    """
    drawing, cover = (Averages(image.height, image.width, MOST_KEPT) for _ in range(2))
    for strip in _strips(image, drawing.factor):
        full = (strip.convert("LA") if strip.mode == "La" else strip).convert("RGBA")
        alpha = np.asarray(full.getchannel("A"), dtype=np.float32) / 255
        drawing.add(np.asarray(full.convert("L"), dtype=np.float32) / 255 * alpha)
        cover.add(alpha)
    opaque = float(cover.array.mean(dtype=float))
    drawn = float(drawing.array.mean(dtype=float)) / max(opaque, 1e-9)
    opposite = 1.0 if drawn < 0.5 else 0.0
    ground = np.float32(opposite if opaque < 0.5 else drawn)
    cover.array *= -ground  # in place: what shows of the ground is ground · (1 - cover)
    cover.array += ground
    drawing.array += cover.array
    return drawing.array

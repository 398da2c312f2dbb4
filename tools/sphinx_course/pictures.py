"""Pictures on a page: files that load when they come near, with their size known beforehand.

A picture that stands as data inside the HTML must arrive before the text below it; a picture of
unknown size moves that text when it arrives.
"""

from __future__ import annotations

import base64
import hashlib
import re
import struct
from collections.abc import Callable, Mapping
from pathlib import Path

from sphinx_course import night

DATA = re.compile(r"data:image/(?P<kind>png|jpeg);base64,(?P<data>[A-Za-z0-9+/=]{1000,})")
IMAGE = re.compile(r"<img\b[^>]*>")
PIXELS_AN_INCH = 100
METRES_AN_INCH = 0.0254
SOURCE = re.compile(r'\bsrc="(?P<folder>[^"]*_images/)(?P<name>[^"/]+)"')


def to_files(body: str, folder: Path, address: Callable[[str], str]) -> str:
    """Write each picture that stands as data in ``body`` to ``folder``, named by its content.

    ``address`` turns a file name into the address that the page uses for it.
    """

    def write(found: re.Match[str]) -> str:
        data = base64.b64decode(found["data"])
        suffix = {"png": "png", "jpeg": "jpg"}[found["kind"]]
        name = f"{hashlib.sha256(data).hexdigest()[:16]}.{suffix}"
        path = folder / name
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return address(name)

    return DATA.sub(write, body)


def with_sizes(body: str, folder: Path, originals: Mapping[str, Path] | None = None) -> str:
    """Give each picture from ``folder`` its width and height, and let it load when it is near.

    Sphinx copies pictures when all pages are written; ``originals`` says where a picture of a
    name lies until then. A figure that has a dark form stands twice, and the page shows one.
    """
    originals = originals or {}

    def dress(found: re.Match[str]) -> str:
        tag = found[0]
        source = SOURCE.search(tag)
        if source is None or "loading=" in tag:
            return tag
        extra = ' loading="lazy" decoding="async"'
        if "width=" not in tag and (
            size := shown_size(originals.get(source["name"], folder / source["name"]))
        ):
            extra += f' width="{size[0]}" height="{size[1]}"'
        dressed = f"{tag[:4]}{extra}{tag[4:]}"
        dark = night.dark_name(source["name"])
        if dark == source["name"] or not (folder / dark).is_file():
            return dressed
        return with_class(dressed, "only-light") + with_class(
            dressed.replace(source["name"], dark), "only-dark"
        )

    return IMAGE.sub(dress, body)


def with_class(tag: str, name: str) -> str:
    """Return an image's tag with one more class."""
    if 'class="' in tag:
        return tag.replace('class="', f'class="{name} ', 1)
    return f'{tag[:4]} class="{name}"{tag[4:]}'


def shown_size(path: Path) -> tuple[int, int] | None:
    """Return the width and height at which a PNG is shown, or None if the file is not one.

    A figure that names its resolution is shown at 100 pixels an inch: then letters of 12 points
    are as large as the text of the page. Others are shown at their size in pixels.
    """
    if path.suffix != ".png" or not path.is_file():
        return None
    data = path.read_bytes()
    if data[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", data[16:24])
    place = data.find(b"pHYs", 0, data.find(b"IDAT"))
    if place < 0:
        return width, height
    across, _, unit = struct.unpack(">IIB", data[place + 4 : place + 13])
    scale = PIXELS_AN_INCH / (across * METRES_AN_INCH) if unit == 1 and across else 1
    return round(width * scale), round(height * scale)

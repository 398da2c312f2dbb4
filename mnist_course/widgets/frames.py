"""Pictures for widgets: a matplotlib figure becomes a small PNG inside described HTML."""

from __future__ import annotations

import base64
import html
import io
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from PIL.Image import Image

# One inch of figure is 100 CSS pixels wide, so a 7-inch figure fills the text column; the picture
# holds 1.6 times as many pixels, which stays sharp on a phone and keeps 60 frames under 1 MB.
CSS_PIXELS_PER_INCH = 100
SHARPNESS = 1.6
COLOURS = 128


def png(figure: Figure) -> bytes:
    """Draw a figure as a small PNG, without date or version."""
    from PIL import Image

    with Image.fromarray(_pixels(figure)) as image:
        return palette_png(image)


def palette_png(image: Image) -> bytes:
    """Return a picture as a PNG with a palette of at most 128 colours, on white ground.

    A palette makes the file about three times smaller. Dithering stays off: it would put dots
    into flat areas and make the file larger. The resolution is kept, if the picture names one.
    """
    from PIL import Image

    flat = Image.new("RGB", image.size, "white")
    flat.paste(image, mask=image.getchannel("A") if "A" in image.getbands() else None)
    palette = flat.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    # The octree rounds white to 254, which would show as a grey box on a white page.
    entries = [255 if entry >= 254 else entry for entry in palette.getpalette() or []]
    palette.putpalette(entries)
    small = io.BytesIO()
    resolution = {"dpi": image.info["dpi"]} if "dpi" in image.info else {}
    palette.save(small, format="png", optimize=True, **resolution)
    return small.getvalue()


def _pixels(figure: Figure) -> NDArray[np.uint8]:
    """Draw the whole figure, not cut to its content: frames of one size do not make a page jump."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    usual = figure.get_dpi()
    canvas = FigureCanvasAgg(figure)
    try:
        figure.set_dpi(CSS_PIXELS_PER_INCH * SHARPNESS)
        canvas.draw()
    finally:
        figure.set_dpi(usual)
    return np.asarray(canvas.buffer_rgba())


def frame_html(picture: bytes, size: tuple[float, float], alt: str, caption: str = "") -> str:
    """Return the HTML of one frame: the picture, its description, and a caption if there is one.

    Parameters
    ----------
    picture : bytes
        A PNG file.
    size : (width, height)
        Size of the figure in inches.
    alt, caption : str
        Plain text; it is escaped here.
    """
    width, height = (round(side * CSS_PIXELS_PER_INCH) for side in size)
    data = base64.b64encode(picture).decode("ascii")
    image = (
        f'<img src="data:image/png;base64,{data}" alt="{html.escape(alt)}" '
        f'width="{width}" height="{height}" style="max-width:100%;height:auto">'
    )
    words = (
        '<figcaption style="line-height:1.5;white-space:normal">'
        f"{html.escape(caption, quote=False)}</figcaption>"
    )
    # The page prints data-alt under the picture: paper has no slider to turn.
    return (
        f'<figure style="margin:0" data-alt="{html.escape(alt)}">'
        f"{image}{words if caption else ''}</figure>"
    )


def split_drawn(drawn: Any, call: str) -> tuple[Figure, str]:
    """Separate what ``draw`` returned into a figure and its alt text (empty if it gave none).

    Raises
    ------
    ValueError
        If there is no figure; ``call`` says which call it was.
    """
    from matplotlib.figure import Figure

    figure, alt = drawn if isinstance(drawn, tuple) and len(drawn) == 2 else (drawn, "")
    if not isinstance(figure, Figure):
        raise ValueError(
            f"{call} returned {type(figure).__name__}, expected a matplotlib Figure "
            "or (Figure, alt text). End draw with `return fig`."
        )
    if not isinstance(alt, str):
        raise ValueError(
            f"{call} returned {type(alt).__name__} beside the figure, expected the alt text."
        )
    return figure, alt.strip()

"""Pictures for widgets: a matplotlib figure becomes a small PNG inside described HTML."""

from __future__ import annotations

import base64
import html
import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# One inch of figure is 100 CSS pixels wide, so a 7-inch figure fills the text column; the picture
# holds 1.6 times as many pixels, which stays sharp on a phone and keeps 60 frames under 1 MB.
CSS_PIXELS_PER_INCH = 100
SHARPNESS = 1.6
COLOURS = 128


def png(figure: Figure) -> bytes:
    """Draw a figure as a PNG with a palette of at most 128 colours, without date or version.

    A palette makes the file about three times smaller. Dithering stays off: it would put dots
    into flat areas and make the file larger.
    """
    import matplotlib as mpl
    from PIL import Image

    raw, small = io.BytesIO(), io.BytesIO()
    # A tight box would give every frame its own size, and the page would jump.
    with mpl.rc_context({"savefig.bbox": "standard"}):
        figure.savefig(raw, format="png", dpi=CSS_PIXELS_PER_INCH * SHARPNESS)
    with Image.open(raw) as image:
        flat = Image.new("RGB", image.size, "white")
        flat.paste(image, mask=image.getchannel("A"))
    palette = flat.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette.save(small, format="png", optimize=True)
    return small.getvalue()


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

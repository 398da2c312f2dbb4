"""Picture files of all kinds, good, odd and hostile."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from mnist_course.data.photo import PhotoError, prepare_photo, read_grey
from mnist_course.data.photo.files import MOST_PIXELS
from tests.data.photo_scenes import SEVEN, photograph, stroke


@pytest.fixture(scope="module")
def photo():
    return photograph(stroke(SEVEN), light="lamp")


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("a.png", "L"),
        ("a.jpg", "RGB"),
        ("a.webp", "RGB"),
        ("a.bmp", "RGB"),
        ("a.gif", "P"),
        ("a.tiff", "L"),
        ("a.ppm", "RGB"),
        ("a.png", "RGBA"),
        ("a.jpg", "CMYK"),
        ("a.JPEG", "L"),
        ("misnamed.gif.png", "P"),
    ],
)
def test_every_format_gives_the_same_picture(tmp_path, photo, name, mode):
    path = tmp_path / name
    Image.fromarray(photo).convert(mode).save(path)
    grey = read_grey(path)
    assert grey.dtype == np.float32 and grey.shape == photo.shape
    assert np.abs(grey - photo / 255).mean() < 0.02


def test_the_name_does_not_matter(tmp_path, photo):
    path = tmp_path / "picture.txt"
    Image.fromarray(photo).save(path, "PNG")
    assert np.allclose(read_grey(path), photo / 255, atol=1e-6)


def test_sixteen_bits_and_black_and_white(tmp_path, photo):
    path = tmp_path / "deep.png"
    Image.fromarray(photo.astype(np.uint16) * 257).save(path)
    assert np.allclose(read_grey(path), photo / 255, atol=1e-3)
    Image.fromarray(photo > 100).save(path)
    assert np.array_equal(read_grey(path), photo > 100)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_note_of_the_camera_is_followed(tmp_path, photo, orientation):
    """Stored in each of the eight ways, the picture comes out upright."""
    stored = {
        1: photo,
        2: photo[:, ::-1],
        3: photo[::-1, ::-1],
        4: photo[::-1],
        5: photo.T,
        6: np.rot90(photo),
        7: photo[::-1, ::-1].T,
        8: np.rot90(photo, -1),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "turned.png"
    Image.fromarray(np.ascontiguousarray(stored)).save(path, exif=exif)
    assert np.allclose(read_grey(path), photo / 255, atol=1e-6)


@pytest.mark.parametrize("tone", [0, 255])
def test_a_drawing_on_transparent_ground_is_seen(tmp_path, tone):
    """Black strokes and white strokes with nothing behind them."""
    ink = stroke(SEVEN, margin=20)
    pixels = np.full((*ink.shape, 4), tone, np.uint8)
    pixels[..., 3] = np.rint(255 * ink)
    path = tmp_path / "drawing.png"
    Image.fromarray(pixels).save(path)
    image = prepare_photo(path).image
    expected = prepare_photo(1 - ink).image
    assert np.corrcoef(image.ravel(), expected.ravel())[0, 1] > 0.99


def test_transparent_corners_take_the_tone_of_the_paper(tmp_path, photo):
    pixels = np.dstack([photo] * 3 + [np.full_like(photo, 255)])
    pixels[:10, :10] = 0
    path = tmp_path / "corner.png"
    Image.fromarray(pixels).save(path)
    assert read_grey(path)[:10, :10].mean() == pytest.approx(photo.mean() / 255, abs=0.02)


def test_a_large_photo_is_reduced_and_read(tmp_path):
    photo = photograph(stroke(SEVEN))
    small = prepare_photo(photo).image
    for name in ("large.jpg", "large.ppm"):
        Image.fromarray(photo).resize((3600, 2700)).save(tmp_path / name)
        assert max(read_grey(tmp_path / name).shape) <= 1800
        image = prepare_photo(tmp_path / name).image
        assert np.corrcoef(image.ravel(), small.ravel())[0, 1] > 0.97


def test_a_very_long_picture_is_no_trouble(tmp_path):
    Image.new("L", (20_000, 20), 200).save(tmp_path / "long.png")
    with pytest.raises(PhotoError, match="uniform"):
        prepare_photo(tmp_path / "long.png")


def png_that_claims(width, height):
    """A PNG of a few hundred bytes whose header promises width × height pixels."""

    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [
        chunk(b"IHDR", header),
        chunk(b"IDAT", zlib.compress(bytes(9999))),
        chunk(b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize(
    ("width", "height", "told"),
    [
        (20_000, 20_000, "400,000,000 pixels"),
        (10_000, 9_000, "10,000 × 9,000 pixels"),
        (65_000, 1_000, "65,000 × 1,000 pixels"),
    ],
)
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(
    tmp_path, width, height, told
):
    path = tmp_path / "huge.png"
    path.write_bytes(png_that_claims(width, height))
    with pytest.raises(PhotoError, match=rf"huge.png has {told}; at most {MOST_PIXELS:,} are read"):
        read_grey(path)


def test_what_is_no_picture_is_told_apart(tmp_path, photo):
    good = io.BytesIO()
    Image.fromarray(photo).save(good, "PNG")
    Image.new("L", (5, 60)).save(tmp_path / "thin.png")
    files = {
        "text.png": (b"hello", "not a picture that can be read. Expected one of PNG, JPEG"),
        "empty.png": (b"", "not a picture"),
        "page.jpg": (b"<html>" * 50, "not a picture"),
        "vector.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "such as HEIC, as JPEG"),
        "program.ps": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not a picture"),
        "cut.png": (good.getvalue()[:-4000], "damaged or cut off"),
        "false.png": (png_that_claims(300, 300), "damaged or cut off"),
    }
    for name, (content, message) in files.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(PhotoError, match=message) as caught:
            read_grey(tmp_path / name)
        assert name in str(caught.value) and "\n" not in str(caught.value)
    with pytest.raises(PhotoError, match=r"thin.png has 5 × 60 pixels; expected at least 8"):
        read_grey(tmp_path / "thin.png")
    with pytest.raises(PhotoError, match=r"there is no file .*nothing\.png"):
        read_grey(tmp_path / "nothing.png")
    with pytest.raises(PhotoError, match="is a folder"):
        read_grey(tmp_path)


def test_flipped_bytes_never_escape_as_another_error(tmp_path, photo):
    """Whatever stands in the file: a picture, or a PhotoError."""
    rng = np.random.default_rng(0)
    path = tmp_path / "flipped"
    for kind in ("PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP"):
        packed = io.BytesIO()
        Image.fromarray(photo[:80, :80]).save(packed, kind)
        for _ in range(15):
            content = bytearray(packed.getvalue())
            for place in rng.integers(0, len(content), 8):
                content[place] = rng.integers(256)
            path.write_bytes(content)
            try:
                assert read_grey(path).ndim == 2
            except PhotoError as error:
                assert str(path) in str(error)

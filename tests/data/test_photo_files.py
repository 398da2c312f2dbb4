"""Picture files of all kinds, good, odd and hostile."""

import io
import os
import struct
import sys
import warnings
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
    for name in ("turned.png", "turned.tiff"):
        Image.fromarray(np.ascontiguousarray(stored)).save(tmp_path / name, exif=exif)
        assert np.allclose(read_grey(tmp_path / name), photo / 255, atol=1e-6)


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


@pytest.mark.parametrize("mode", ["LA", "PA", "RGBA", "P", "La"])
def test_every_kind_of_transparency_gets_a_ground(tmp_path, mode):
    """White strokes, all else transparent: the ground must not be white."""
    ink = stroke(SEVEN, margin=20) > 0.5
    layers = Image.fromarray(np.where(ink, 255, 0).astype(np.uint8))
    picture = Image.merge("LA", (Image.new("L", layers.size, 255), layers)).convert("RGBA")
    path = tmp_path / ("drawing.tiff" if mode in ("PA", "La") else "drawing.png")
    if mode == "P":
        layers.quantize(2).save(path, transparency=layers.quantize(2).getpixel((0, 0)))
    elif mode == "La":  # grey values already multiplied by the cover: ExtraSamples is 1, not 2
        Image.merge("LA", (layers, layers)).save(path)
        tag = struct.pack("<HHI", 338, 3, 1)
        path.write_bytes(path.read_bytes().replace(tag + b"\2", tag + b"\1"))
        with Image.open(path) as written:
            assert written.mode == "La"
    else:
        (picture if mode == "PA" else picture.convert(mode)).save(path)
    photo = prepare_photo(path)
    assert not photo.dark_on_light
    assert np.corrcoef(photo.image.ravel(), prepare_photo(1.0 * ink).image.ravel())[0, 1] > 0.99


@pytest.mark.parametrize("bits", [8, 10, 12, 14, 16])
def test_files_of_16_bits_may_hold_fewer(tmp_path, photo, bits):
    """Cameras for science put 10, 12 or 14 bits into 16, and say nothing of it."""
    path = tmp_path / "deep.tiff"
    deep = np.rint(photo / 255 * (2**bits - 1)).astype(np.uint16)
    deep[0, 0] = 2**bits - 1
    Image.fromarray(deep).save(path)
    assert np.allclose(read_grey(path), deep / (2**bits - 1), atol=0.01)
    deep[10, 10] = deep[200, 300] = 65535  # two dead cells of the sensor
    Image.fromarray(deep).save(path)
    seen = read_grey(path)
    assert np.abs(np.sort(np.abs(seen - deep / (2**bits - 1)), axis=None)[:-2]).max() < 0.01
    assert np.array_equal(prepare_photo(path).image, prepare_photo(seen).image)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e38])
def test_a_pixel_that_is_no_brightness_does_not_matter(tmp_path, photo, value):
    path = tmp_path / "floating.tiff"
    Image.fromarray(photo.astype(np.float32)).save(path)
    sound = prepare_photo(path).image
    broken = photo.astype(np.float32)
    broken[17, 40] = value
    Image.fromarray(broken).save(path)
    grey = read_grey(path)
    assert np.isfinite(grey).all() and grey.std() > 0.05
    assert np.corrcoef(prepare_photo(path).image.ravel(), sound.ravel())[0, 1] > 0.99
    Image.fromarray(np.full((60, 80), value, np.float32)).save(path)
    with pytest.raises(PhotoError, match="no digit to be found"):
        prepare_photo(path)


@pytest.mark.parametrize("white", [200, 0.02])
def test_white_is_the_largest_value_in_floating_point(tmp_path, white):
    values = np.random.default_rng(0).uniform(0.15, 0.25, (300, 400)).astype(np.float32)
    values[20:60, 20:60] = 1
    Image.fromarray(values * np.float32(white)).save(tmp_path / "floating.tiff")
    assert np.allclose(read_grey(tmp_path / "floating.tiff"), values, atol=1e-6)


def test_a_large_photo_is_averaged_and_read(tmp_path, monkeypatch):
    monkeypatch.setattr("mnist_course.data.photo.files.MOST_KEPT", 200_000)
    photo = photograph(stroke(SEVEN))
    small = prepare_photo(photo).image
    pictures = {"L.jpg": "L", "RGB.jpg": "RGB", "RGB.ppm": "RGB", "RGBA.png": "RGBA", "I.tiff": "I"}
    for name, mode in pictures.items():
        large = Image.fromarray(photo).resize((1001, 753)).convert(mode)
        large.save(tmp_path / name)
        grey = read_grey(tmp_path / name)
        assert 40_000 < grey.size <= 200_000 and grey.shape[1] / grey.shape[0] == pytest.approx(
            4 / 3, rel=0.01
        )
        image = prepare_photo(tmp_path / name).image
        assert np.corrcoef(image.ravel(), small.ravel())[0, 1] > 0.97


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell peak memory")
def test_the_largest_picture_takes_less_than_500_mb():
    """64 million pixels with transparency, the most that a pixel can take; in a fresh process."""
    from photos import LIMIT, SIDE, peaks

    assert SIDE**2 == MOST_PIXELS
    (needed,) = peaks(SIDE, ["RGBA.png"]).values()
    assert 256 < needed < LIMIT


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_or_a_device_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    for path in (tmp_path / "pipe.png", "/dev/zero", "/dev/null"):
        with pytest.raises(PhotoError, match=r"is a pipe or a device, expected a picture file"):
            read_grey(path)


@pytest.mark.parametrize("name", ["a\0b.png", "x" * 5000, "file.png/inside.png", "loop.png"])
def test_a_path_that_leads_nowhere_is_told(tmp_path, name):
    (tmp_path / "file.png").write_bytes(b"")
    (tmp_path / "loop.png").symlink_to("loop.png")
    with pytest.raises(PhotoError, match=r"cannot be read|there is no file") as caught:
        read_grey(tmp_path / name)
    assert len(str(caught.value)) < 300 and "None" not in str(caught.value)


@pytest.mark.parametrize("size", [(20_000, 20), (8, 20_000), (8, 60_000)])
def test_a_very_long_picture_is_no_trouble(tmp_path, size):
    Image.new("L", size, 200).save(tmp_path / "long.png")
    with warnings.catch_warnings(), pytest.raises(PhotoError, match="uniform"):
        warnings.simplefilter("error")  # an empty mean, for one
        prepare_photo(tmp_path / "long.png")


def test_a_picture_of_one_endless_line_is_refused(tmp_path):
    Image.new("L", (70_000, 9), 200).save(tmp_path / "line.png")
    with pytest.raises(PhotoError, match=r"line.png has 70,000 × 9 pixels; at most 65,535 are"):
        read_grey(tmp_path / "line.png")


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

"""Packed arrays: what is packed comes back, in Python and in the page, and damage is noticed."""

from __future__ import annotations

import base64
import gzip
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mnist_course.widgets import assets, sample
from mnist_course.widgets.packed import PackedError, pack, pack_pixels, unpack, unpack_pixels
from tests.widgets.engine_page import open_page

KINDS = (np.uint8, np.int8, np.float16, np.float32)


@given(arrays(np.uint8, st.integers(0, 700), elements=st.sampled_from([0, 0, 0, 1, 255])))
def test_pixels_come_back(pixels):
    runs, ink = pack_pixels(pixels)
    assert np.array_equal(unpack_pixels(runs, ink), pixels)


@pytest.mark.parametrize("length", [0, 255, 256, 511, 2000])
@pytest.mark.parametrize("value", [0, 7])
def test_long_runs_come_back(length, value):
    pixels = np.full(length, value, np.uint8)
    assert np.array_equal(unpack_pixels(*pack_pixels(pixels)), pixels)


def random_arrays():
    rng = np.random.default_rng(0)
    return {kind.__name__: (rng.normal(size=(3, 5)) * 20).astype(kind) for kind in KINDS}


def test_arrays_and_notes_come_back():
    given_arrays = random_arrays()
    found = unpack(pack(given_arrays, {"source": "a test"}))
    assert found.notes["source"] == "a test"
    assert list(found.arrays) == list(given_arrays)
    for name, array in given_arrays.items():
        assert found.arrays[name].dtype == array.dtype
        assert np.array_equal(found.arrays[name], array)


def test_the_format_is_safetensors():
    """Read by the words of its specification, not by our own reader."""
    whole = gzip.decompress(pack({"a": np.arange(6, dtype=np.float32).reshape(2, 3)}))
    length = int.from_bytes(whole[:8], "little")
    header = json.loads(whole[8 : 8 + length])
    assert header["a"] == {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}
    assert whole[8 + length :] == np.arange(6, dtype="<f4").tobytes()
    assert set(header) == {"a", "__metadata__"}


def test_the_same_arrays_give_the_same_file():
    assert pack(random_arrays()) == pack(random_arrays())


def test_other_types_are_refused():
    with pytest.raises(ValueError, match="labels: got int64; expected one of U8, I8, F16, F32"):
        pack({"labels": np.arange(3)})


def test_damage_is_noticed():
    file = pack(random_arrays())
    whole = gzip.decompress(file)
    changed = gzip.compress(whole[:-1] + bytes([whole[-1] ^ 1]))
    for damaged in (file[:-20], b"no gzip", gzip.compress(b"short"), changed):
        with pytest.raises(PackedError, match="Install the package again"):
            unpack(damaged)


def test_the_sample_is_what_it_says():
    digits = sample.read()
    assert digits.train.pixels.shape == (5000, 784)
    assert digits.held.pixels.shape == (1000, 784)
    for part in (digits.train, digits.held):
        assert set(part.labels) == set(range(10))
        assert part.x.max() == 1
    assert list(digits.train.labels[:5]) == [5, 0, 4, 1, 9]  # as MNIST's training file begins


@pytest.mark.mnist
def test_the_sample_is_mnist():
    from mnist_course.data import load_mnist

    digits, data = sample.read(), load_mnist()
    for part, split in ((digits.train, data.train), (digits.held, data.validation)):
        n = len(part.labels)
        assert np.array_equal(part.pixels, split.images[:n].reshape(n, 784))
        assert np.array_equal(part.labels, split.labels[:n])


IN_THE_PAGE = """
async ({ text, digits }) => {
  const buffer = (words) => Uint8Array.from(atob(words), (c) => c.charCodeAt(0)).buffer;
  const list = (array) => Array.from(array);
  const { notes, arrays } = await course.unpack(buffer(text));
  const read = {};
  for (const name in arrays) read[name] = [arrays[name].shape, list(arrays[name].data)];
  const { train, held } = await course.unpackDigits(buffer(digits));
  const parts = [train, held].map(({ pixels, x, labels }) => [
    pixels.length, labels.length, pixels.reduce((a, b) => a + b, 0), list(labels.slice(0, 50)),
    list(pixels.slice(0, 784)), Math.max(...x.slice(0, 784)),
  ]);
  const halves = list(Float32Array.from({ length: 65536 }, (_, i) => course.half(i))).map(String);
  const whole = new Uint8Array(buffer(text)), damaged = whole.slice();
  damaged[whole.length - 6] ^= 1;
  const refused = await course.unpack(damaged.buffer).then(() => false, () => true);
  return { notes, read, parts, halves, refused };
}
"""


def test_the_small_file_holds_the_held_out_digits_of_the_large_one():
    small = unpack(assets.read("held")).arrays
    held = sample.read().held
    assert np.array_equal(unpack_pixels(small["runs"], small["ink"]), held.pixels.ravel())
    assert np.array_equal(small["labels"], held.labels) and small["held"].all()


@pytest.mark.browser
def test_the_page_reads_the_same(browser):
    page = open_page(browser, "packed.js")
    given_arrays = random_arrays()
    texts = [pack(given_arrays, {"a": "b"}), assets.read("digits")]
    encoded = [base64.b64encode(text).decode() for text in texts]
    got = page.evaluate(IN_THE_PAGE, dict(zip(("text", "digits"), encoded, strict=True)))
    page.close()
    assert got["notes"]["a"] == "b"
    for name, array in given_arrays.items():
        assert got["read"][name] == [list(array.shape), array.astype(float).ravel().tolist()]
    digits = sample.read()
    for part, seen in zip((digits.train, digits.held), got["parts"], strict=True):
        n, first = len(part.labels), part.pixels[0].tolist()
        total = int(part.pixels.sum(dtype=np.int64))
        assert seen == [784 * n, n, total, part.labels[:50].tolist(), first, max(first) / 255]
    theirs = np.arange(65536, dtype=np.uint16).view(np.float16).astype(np.float32)
    ours = np.array([float(value) for value in got["halves"]], np.float32)
    assert np.array_equal(ours, theirs, equal_nan=True)
    assert got["refused"]

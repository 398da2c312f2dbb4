"""read_idx against an independent writer (struct), and against bytes nobody meant as IDX."""

from __future__ import annotations

import gzip
import io
import struct
import tracemalloc
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_course.data import IDXError, read_idx
from mnist_course.data.unpacking import Unpacked

CODES = {0x08: "B", 0x09: "b", 0x0B: "h", 0x0C: "i", 0x0D: "f", 0x0E: "d"}
DTYPES = {0x08: "uint8", 0x09: "int8", 0x0B: "int16", 0x0C: "int32"}
DTYPES |= {0x0D: "float32", 0x0E: "float64"}
MEGABYTE = 1 << 20


def write_idx(code: int, shape: tuple[int, ...], values: list[float]) -> bytes:
    header = struct.pack(f">HBB{len(shape)}I", 0, code, len(shape), *shape)
    return header + struct.pack(f">{len(values)}{CODES[code]}", *values)


def peak_of(data: bytes | Path) -> tuple[int, np.ndarray | IDXError]:
    tracemalloc.start()
    try:
        try:
            result: np.ndarray | IDXError = read_idx(data)
        except IDXError as error:
            result = error
        return tracemalloc.get_traced_memory()[1], result
    finally:
        tracemalloc.stop()


@st.composite
def idx_files(draw: st.DrawFn) -> tuple[bytes, int, tuple[int, ...], list[float]]:
    code = draw(st.sampled_from(sorted(CODES)))
    shape = tuple(draw(st.lists(st.integers(0, 4), min_size=1, max_size=4)))
    if code == 0x0D:
        value: st.SearchStrategy = st.floats(width=32)
    elif code == 0x0E:
        value = st.floats()
    else:
        bits = struct.calcsize(CODES[code]) * 8
        low = 0 if code == 0x08 else -(2 ** (bits - 1))
        value = st.integers(low, low + 2**bits - 1)
    count = int(np.prod(shape))
    values = draw(st.lists(value, min_size=count, max_size=count))
    return write_idx(code, shape, values), code, shape, values


@given(idx_files(), st.booleans())
def test_reads_what_an_independent_writer_wrote(made, packed):
    data, code, shape, values = made
    array = read_idx(gzip.compress(data) if packed else data)
    assert array.shape == shape
    assert array.dtype == np.dtype(DTYPES[code])
    assert array.dtype.isnative and array.flags.writeable
    np.testing.assert_array_equal(array.ravel(), np.array(values, dtype=DTYPES[code]))


def test_big_endian_numbers_worked_by_hand():
    data = bytes.fromhex("00000b01 00000002 0102 fffe")
    assert read_idx(data).tolist() == [258, -2]
    data = bytes.fromhex("00000c01 00000001 00010000")
    assert read_idx(data).tolist() == [65536]
    data = bytes.fromhex("00000d01 00000001 3fc00000")
    assert read_idx(data).tolist() == [1.5]
    data = bytes.fromhex("00000e01 00000001 c000000000000000")
    assert read_idx(data).tolist() == [-2.0]


GOOD = write_idx(0x08, (2, 3), [1, 2, 3, 4, 5, 6])
FAULTS = {
    "empty": (b"", "empty"),
    "three bytes": (GOOD[:3], "too few"),
    "wrong magic": (b"\x01" + GOOD[1:], "wrong magic number 0x01000802"),
    "web page": (b"<!DOCTYPE html><html></html>", "web page"),
    "unknown type": (b"\0\0\x07" + GOOD[3:], "unknown type code 0x07"),
    "no dimensions": (b"\0\0\x08\0" + GOOD[4:], "no dimensions"),
    "header cut": (GOOD[:9], "2 dimensions .8 bytes., but only 5"),
    "data cut": (GOOD[:-1], "= 6 bytes, but only 5 follow"),
    "oversized header": (
        struct.pack(">HBB3I", 0, 8, 3, 60_000, 28, 28) + b"x",
        "47,040,000 bytes, but only 1 follow",
    ),
    "beyond the limit": (struct.pack(">HBB3I", 0, 8, 3, *[2**32 - 1] * 3), "more than the"),
    "impossible shape": (struct.pack(">HBB4I", 0, 8, 4, 0, *[2**32 - 1] * 3), "not possible"),
    "too many dimensions": (
        struct.pack(">HBB100I", 0, 8, 100, *[1] * 100) + b"x",
        "shape 1 × 1 × 1 × 1 × 1 × 1 × … is not possible",
    ),
    "trailing bytes": (GOOD + b"\0", "more data follow"),
    "gzip garbage": (b"\x1f\x8b" + bytes(range(200)), "gzip data is damaged"),
    "gzip cut": (gzip.compress(GOOD)[:-9], "gzip data is cut short"),
    "gzip checksum": (gzip.compress(GOOD)[:-8] + b"\0" * 8, "gzip data is damaged"),
    "gzip then garbage": (gzip.compress(GOOD) + b"garbage", "gzip data is damaged"),
    "gzip of a short file": (gzip.compress(GOOD[:-1]), "but only 5 follow"),
    "gzip of nothing": (gzip.compress(b""), "empty"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_named_with_its_file(fault, tmp_path):
    data, words = FAULTS[fault]
    path = tmp_path / "some-idx3-ubyte"
    path.write_bytes(data)
    with pytest.raises(IDXError, match=words) as caught:
        read_idx(path)
    assert str(path) in str(caught.value)
    with pytest.raises(IDXError, match="IDX data"):
        read_idx(data)
    assert isinstance(caught.value, ValueError)


def test_accepts_paths_strings_and_any_bytes(tmp_path):
    path = tmp_path / "digits"
    path.write_bytes(GOOD)
    for source in (path, str(path), GOOD, bytearray(GOOD), memoryview(GOOD)):
        assert read_idx(source).tolist() == [[1, 2, 3], [4, 5, 6]]


def test_missing_file_stays_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError, match="absent"):
        read_idx(tmp_path / "absent")


def test_max_bytes_is_inclusive():
    assert read_idx(GOOD, max_bytes=6).size == 6
    with pytest.raises(IDXError, match="max_bytes"):
        read_idx(GOOD, max_bytes=5)


@given(st.binary(max_size=300), st.sampled_from([b"", b"\x1f\x8b", b"\x1f\x8b\x08\0", b"\0\0\x08"]))
@settings(max_examples=300)
def test_random_bytes_give_an_array_or_an_idx_error(data, head):
    peak, result = peak_of(head + data)
    if isinstance(result, np.ndarray):
        assert result.nbytes <= 1032 * len(head + data)  # the most that deflate can expand
    assert peak < 4 * MEGABYTE


@given(
    st.sampled_from(sorted(CODES)),
    st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=8),
    st.binary(max_size=100),
    st.booleans(),
)
def test_no_header_makes_it_allocate(code, sizes, body, packed):
    data = struct.pack(f">HBB{len(sizes)}I", 0, code, len(sizes), *sizes) + body
    peak, result = peak_of(gzip.compress(data) if packed else data)
    assert peak < 4 * MEGABYTE
    if isinstance(result, np.ndarray):
        assert result.shape == tuple(sizes) and result.nbytes == len(body)


@given(idx_files(), st.booleans(), st.data())
@settings(max_examples=300)
def test_mutated_files_give_an_array_or_an_idx_error(made, packed, data):
    content = bytearray(gzip.compress(made[0], mtime=0) if packed else made[0])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        change = data.draw(st.sampled_from(["flip", "cut", "insert", "drop"]))
        if change == "flip" and at < len(content):
            content[at] ^= data.draw(st.integers(1, 255))
        elif change == "cut":
            del content[at:]
        elif change == "insert":
            content[at:at] = data.draw(st.binary(min_size=1, max_size=8))
        elif change == "drop":
            del content[at : at + 1]
    peak, result = peak_of(bytes(content))
    assert isinstance(result, np.ndarray | IDXError)
    assert peak < 4 * MEGABYTE


def zeros_gz(prefix: bytes, megabytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(prefix)]
    parts += [packer.compress(bytes(MEGABYTE)) for _ in range(megabytes)]
    return b"".join([*parts, packer.flush()])


def test_a_gzip_bomb_behind_a_small_header_does_not_explode(tmp_path):
    path = tmp_path / "bomb.gz"
    path.write_bytes(zeros_gz(struct.pack(">HBBI", 0, 8, 1, 10), 200))
    peak, result = peak_of(path)
    assert isinstance(result, IDXError) and "more data follow" in str(result)
    assert peak < 4 * MEGABYTE


def test_a_gzip_bomb_behind_a_huge_header_is_refused_unopened(tmp_path):
    path = tmp_path / "bomb.gz"
    path.write_bytes(zeros_gz(struct.pack(">HBBI", 0, 8, 1, 2**31), 50))
    peak, result = peak_of(path)
    assert isinstance(result, IDXError) and "max_bytes" in str(result)
    assert peak < 4 * MEGABYTE


def test_a_large_promise_takes_only_the_memory_of_what_arrives(tmp_path):
    path = tmp_path / "liar.gz"
    path.write_bytes(zeros_gz(struct.pack(">HBBI", 0, 8, 1, 10**9), 8))
    peak, result = peak_of(path)
    assert isinstance(result, IDXError) and "only 8,388,608 follow" in str(result)
    assert peak < 3 * 8 * MEGABYTE


def test_an_honest_file_is_held_about_once():
    count = 16 * MEGABYTE // 8
    data = struct.pack(">HBBI", 0, 0x0E, 1, count) + bytes(8 * count)
    peak, result = peak_of(data)
    assert isinstance(result, np.ndarray) and result.nbytes == 16 * MEGABYTE
    assert peak < 1.5 * 16 * MEGABYTE


@pytest.mark.parametrize("end", [b"", b"\0" * 9])
def test_gzip_in_parts_with_zeros_behind_is_read_as_python_reads_it(end):
    image = struct.pack(">IIII", 0x803, 1, 28, 28) + bytes(range(256)) * 3 + bytes(16)
    packed = gzip.compress(image[:99]) + bytes(7) + gzip.compress(b"") + gzip.compress(image[99:])
    assert np.array_equal(read_idx(packed + end), read_idx(gzip.decompress(packed + end)))


def test_more_data_than_promised_are_found_in_files_of_many_reads(monkeypatch):
    monkeypatch.setattr("mnist_course.data.idx._CHUNK", 50)
    image = struct.pack(">IIII", 0x803, 1, 28, 28) + bytes(784)
    assert read_idx(image).shape == (1, 28, 28)
    with pytest.raises(IDXError, match="more data follow"):
        read_idx(image + bytes(1))


def test_gzip_that_comes_byte_by_byte_is_read_whole():
    """The two bytes by which the next part is known may come apart, too."""

    class Slow(io.BytesIO):
        def read(self, size=-1):
            return super().read(min(size, 1))

    parts = gzip.compress(b"first") + gzip.compress(b"second")
    assert io.BufferedReader(Unpacked(Slow(parts))).read() == b"firstsecond"


def test_the_name_in_a_gzip_header_is_passed_over_at_once():
    """Read byte by byte, it would be asked for millions of times."""
    asked = []

    class Counting(io.BytesIO):
        def read(self, size=-1):
            asked.append(size)
            return super().read(size)

    data = b"\x1f\x8b\x08\x08" + bytes(6) + b"n" * 5_000_000 + b"\0" + gzip.compress(b"hello")[10:]
    assert io.BufferedReader(Unpacked(Counting(data))).read() == b"hello"
    assert len(asked) < 200
    with pytest.raises(IDXError, match="cut short"):
        read_idx(data[:-20])

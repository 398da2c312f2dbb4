"""The fingerprint: of any dataset that keeps to the protocol, and as it was always recorded."""

import hashlib
from types import SimpleNamespace

import numpy as np
import pytest

from mnist_course.experiments import load_result, result_names
from mnist_course.experiments.declare import load_digits
from mnist_course.experiments.record.fingerprint import data_fingerprint
from tests.experiments.experiment_dummies import tiny_dataset


def dataset(*splits):
    train, validation, test = splits
    return SimpleNamespace(name="any", train=train, validation=validation, test=test)


def colour(n, seed=0):
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 256, (n, 32, 32, 3), dtype=np.uint8)
    return SimpleNamespace(images=pixels, labels=rng.integers(0, 10, n))


def table(n, seed=0):
    rng = np.random.default_rng(seed)
    return SimpleNamespace(x=rng.normal(size=(n, 8)), y=rng.normal(size=n))


class Own:
    def __init__(self, *arrays):
        self._arrays = arrays

    def arrays(self):
        return self._arrays


def test_the_hash_is_that_of_shapes_types_and_bytes():
    """Worked out again here, byte by byte, for two splits of one number and an empty one."""
    one, two = np.array([1], dtype=np.uint8), np.array([2.5])
    found = data_fingerprint(dataset(Own(one), Own(two), Own(np.zeros((0, 3), np.int64))))
    text = b"(1,)uint8\x01" + b"(1,)float64\x00\x00\x00\x00\x00\x00\x04\x40" + b"(0, 3)int64"
    assert found == hashlib.sha256(text).hexdigest()


@pytest.mark.parametrize("make", [colour, table])
def test_every_value_counts(make):
    same = [data_fingerprint(dataset(make(3), make(2, 1), make(1, 2))) for _ in range(2)]
    assert same[0] == same[1]
    for index in range(3):
        splits = [make(3), make(2, 1), make(1, 2)]
        array = next(iter(vars(splits[index]).values()))
        array.flat[0] = 1 - min(array.flat[0], 1)
        assert data_fingerprint(dataset(*splits)) != same[0]


def test_where_a_split_ends_counts():
    whole = np.arange(6)
    cuts = [(2, 4), (3, 4), (2, 5)]
    hashes = {
        data_fingerprint(dataset(Own(whole[:a]), Own(whole[a:b]), Own(whole[b:]))) for a, b in cuts
    }
    assert len(hashes) == 3


def test_byte_order_and_memory_layout_do_not_count():
    plain = np.arange(12, dtype=np.int32).reshape(3, 4)
    others = [plain.astype(">i4"), np.asfortranarray(plain), np.repeat(plain, 2, axis=1)[:, ::2]]
    hashes = {data_fingerprint(dataset(*[Own(array)] * 3)) for array in [plain, *others]}
    assert len(hashes) == 1


@pytest.mark.parametrize(
    ("split", "told"),
    [
        (SimpleNamespace(pixels=1), r"the test split .*shows no arrays; expected a method arrays"),
        (Own(np.array([object()])), r"the test split holds \['object'\]"),
        (Own(), r"the test split holds \[\]; expected at least one array"),
    ],
)
def test_a_split_that_cannot_be_named_is_refused(split, told):
    with pytest.raises(TypeError, match=told):
        data_fingerprint(dataset(Own(np.ones(1)), Own(np.ones(1)), split))


def test_images_come_before_x():
    """A split of digits has both, and its hash was recorded from images and labels."""
    digits = tiny_dataset()
    before = data_fingerprint(digits)
    for split in (digits.train, digits.validation, digits.test):
        split.x, split.y = np.zeros(3), np.zeros(3)
    assert data_fingerprint(digits) == before


MNIST = "4a97cbff6608d1d8bbc2f28e21a5b2787f1ecd3cbeadf54d4d7c5c125928d22b"
"""As the first results recorded it: results and kept points rest on it."""


def test_every_result_on_mnist_has_seen_the_same_digits():
    results = [load_result(name) for name in result_names()]
    found = [result.data["sha256"] for result in results if result.data["name"] == "MNIST"]
    assert len(found) >= 5 and set(found) == {MNIST}


@pytest.mark.mnist
def test_the_digits_at_hand_are_the_recorded_ones():
    assert data_fingerprint(load_digits()) == MNIST

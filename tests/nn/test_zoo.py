"""The networks of the book: their names, sizes and seeds."""

import numpy as np
import pytest

from mnist_course.nn import zoo

COUNTS = {
    "softmax_regression": 7_850,
    "mlp_128_64": 109_386,
    "mlp_256_128": 235_146,
    "nielsen": 23_860,
    "lenet5": 61_706,
    "lenet5_1998": 60_000,
    "lenet_20_50": 129_388,
    "lenet_cifar": 71_919,
}


def test_the_zoo_is_complete_and_counted():
    assert {name: make().count for name, make in zoo.NETWORKS.items()} == COUNTS
    lenet = [layer.count for layer in zoo.lenet5().layers if layer.name != "flatten"]
    assert lenet == [156, 0, 2416, 0, 48120, 10164, 850]
    for name, make in zoo.NETWORKS.items():
        assert make().name == name
        pictures = (32, 32, 3) if name == "lenet_cifar" else (28, 28, 1)
        assert make().input_shape == (pictures if "lenet" in name else (784,))
        one, same, other = make(seed=1), make(seed=1), make(seed=2, dtype="float64")
        assert all(np.array_equal(p, same.params[k]) for k, p in one.params.items())
        assert other.dtype == "float64" and not all(
            np.array_equal(p, other.params[k]) for k, p in one.params.items()
        )
    with pytest.raises(ValueError, match="pooling must be 'average' or 'max', got 'mean'"):
        zoo.lenet5(pooling="mean")

"""Data: the MNIST digits (found, fetched, checked by hash), IDX files, transforms, toy sets."""

from mnist_course.data.fetch import DownloadError
from mnist_course.data.files import HashError
from mnist_course.data.idx import IDXError, read_idx
from mnist_course.data.mnist import load_mnist
from mnist_course.data.splits import Dataset, Split
from mnist_course.data.toy import logic_gate, separable_points
from mnist_course.data.transforms import flatten, one_hot, scale

__all__ = [
    "Dataset",
    "DownloadError",
    "HashError",
    "IDXError",
    "Split",
    "flatten",
    "load_mnist",
    "logic_gate",
    "one_hot",
    "read_idx",
    "scale",
    "separable_points",
]

"""Data: MNIST, CIFAR-10 and tables (found, checked by hash), formats, transforms, toy sets."""

from mnist_course.data.augment import flip, rotate, shift, straighten
from mnist_course.data.cifar import load_cifar10
from mnist_course.data.cifar_format import CIFARError, read_cifar
from mnist_course.data.degrade import blur, contrast, noise
from mnist_course.data.fetch import DownloadError
from mnist_course.data.files import HashError
from mnist_course.data.idx import IDXError, read_idx
from mnist_course.data.mnist import load_mnist
from mnist_course.data.paragraphs import load_paragraphs, scale_counts
from mnist_course.data.splits import Dataset, Split
from mnist_course.data.standardize import Standardizer, fit_standardizer
from mnist_course.data.table_files import TableError
from mnist_course.data.tables import Table, TableSplit, load_california_housing, load_spambase
from mnist_course.data.toy import logic_gate, separable_points
from mnist_course.data.transforms import flatten, one_hot, scale

__all__ = [
    "CIFARError",
    "Dataset",
    "DownloadError",
    "HashError",
    "IDXError",
    "Split",
    "Standardizer",
    "Table",
    "TableError",
    "TableSplit",
    "blur",
    "contrast",
    "fit_standardizer",
    "flatten",
    "flip",
    "load_california_housing",
    "load_cifar10",
    "load_mnist",
    "load_paragraphs",
    "load_spambase",
    "logic_gate",
    "noise",
    "one_hot",
    "read_cifar",
    "read_idx",
    "rotate",
    "scale",
    "scale_counts",
    "separable_points",
    "shift",
    "straighten",
]

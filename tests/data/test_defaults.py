"""What a function of the data does where it is not told: a changed default changes the numbers."""

from __future__ import annotations

import inspect

import pytest

from mnist_course import data
from mnist_course.data import tables, transforms

DEFAULTS = {
    data.load_mnist: {"validation": 10_000},
    data.load_cifar10: {"validation": 5_000},
    data.load_california_housing: {"seed": 0, "or_standin": False},
    data.load_spambase: {"seed": 0, "or_standin": False},
    data.load_paragraphs: {"keep_sections_whole": True, "seed": 0},
    data.Table: {"is_standin": False, "class_names": ()},
    data.flip: {"which": None},
    data.shift: {"right": 0.0, "down": 0.0},
    data.one_hot: {"classes": 10},
    data.scale: {"low": 0.0, "high": 1.0},
    data.separable_points: {"n": 100, "margin": 0.1, "seed": 0},
    data.read_cifar: {"max_bytes": 256 * 1024**2},
    data.read_idx: {"max_bytes": 1024**3},
    tables.split_table: {"seed": 0},
    transforms.check_labels: {"classes": 10, "name": "labels"},
}


def defaults_of(function):
    parameters = inspect.signature(function).parameters.values()
    return {one.name: one.default for one in parameters if one.default is not one.empty}


@pytest.mark.parametrize("function", DEFAULTS, ids=lambda one: one.__name__)
def test_the_defaults_are_those_of_the_book(function):
    assert defaults_of(function) == DEFAULTS[function]


def test_no_function_with_defaults_is_left_out():
    public = [getattr(data, name) for name in data.__all__]
    known = [one for one in public if inspect.isfunction(one) and defaults_of(one)]
    assert set(known) <= set(DEFAULTS)

"""The commands on the stand-in digits, in a folder of their own, without a network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from mnist_course import cli
from mnist_course.data import files, sources
from tests.commands.mnist_files import small_files


@pytest.fixture
def cache(monkeypatch, tmp_path) -> Path:
    """An empty cache, no folder, no network, and four small files that pass for MNIST's."""
    for name in ("MNIST_COURSE_DATA", "MNIST_COURSE_MIRROR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MNIST_COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("MNIST_COURSE_OFFLINE", "1")
    for module in (sources, files):
        monkeypatch.setattr(module, "MNIST_FILES", small_files())
    return tmp_path / "cache"


def invoke(*words: object) -> Any:
    """Run a command here and now."""
    # The width of the terminal, so that no message of a usage error is broken up.
    settings = {"COLUMNS": "400", "TERM": "dumb"}
    return CliRunner(env=settings).invoke(cli.app, [str(word) for word in words])


@pytest.fixture(name="invoke")
def give_invoke() -> Callable[..., Any]:
    """Give a function that runs a command, in the environment as it is."""
    return invoke


@pytest.fixture
def run(monkeypatch, tmp_path, no_data) -> Callable[..., Any]:
    """Give a function that runs a command in an empty folder."""
    for name, value in no_data.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)

    return invoke


@pytest.fixture(scope="session")
def runs(tmp_path_factory, no_data) -> dict[str, Path]:
    """Small trained networks on the stand-in, by name; not to be changed by a test."""
    folder = tmp_path_factory.mktemp("runs")
    commands = {
        "softmax": ["softmax_regression", "--epochs", "3"],
        "mlp": ["mlp_128_64", "--epochs", "6"],
        "nielsen": ["nielsen", "--epochs", "2"],
    }
    for name, words in commands.items():
        done = CliRunner(env=no_data).invoke(
            cli.app, ["train", *words, "--out", str(folder / name)]
        )
        assert done.exit_code == 0, done.output
    return {name: folder / name for name in commands}

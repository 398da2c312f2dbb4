"""The commands on the stand-in digits, in a folder of their own, without a network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from mnist_course import cli


@pytest.fixture(scope="session")
def no_data(tmp_path_factory) -> dict[str, str]:
    """The environment of a computer without MNIST and without a network."""
    cache = str(tmp_path_factory.mktemp("cache"))
    return {"MNIST_COURSE_DATA": "", "MNIST_COURSE_CACHE": cache, "MNIST_COURSE_OFFLINE": "1"}


@pytest.fixture
def run(monkeypatch, tmp_path, no_data) -> Callable[..., Any]:
    """Give a function that runs a command in an empty folder."""
    for name, value in no_data.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)

    def call(*words: object) -> Any:
        # The width of the terminal, so that no message of a usage error is broken up.
        settings = {"COLUMNS": "400", "TERM": "dumb"}
        return CliRunner(env=settings).invoke(cli.app, [str(word) for word in words])

    return call


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

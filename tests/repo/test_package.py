"""The package as it is installed: fast to import, startable."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.repo.repo_files import ROOT

HEAVY = {"numpy", "matplotlib", "scipy", "sklearn", "tensorflow", "keras", "ipywidgets", "IPython"}
LOOK = "; import json, sys; print(json.dumps(sorted({m.split('.')[0] for m in sys.modules})))"


def run(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "MNIST_COURSE_OFFLINE": "1", **variables}
    return subprocess.run(
        [*command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )


def loaded_after(code: str) -> set[str]:
    done = run(sys.executable, "-c", code + LOOK)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def test_importing_the_package_imports_nothing_heavy():
    assert not HEAVY & loaded_after("import mnist_course")


def test_the_look_sees_what_is_loaded():
    assert "numpy" in loaded_after("from mnist_course import read_idx")


@pytest.mark.parametrize("name", ["load_mnist", "Sequential", "Perceptron", "check", "explore"])
def test_no_name_of_the_package_loads_tensorflow(name):
    assert not {"tensorflow", "keras"} & loaded_after(f"from mnist_course import {name}")


def test_every_name_the_package_offers_is_there():
    import mnist_course

    for name in mnist_course.__all__:
        assert getattr(mnist_course, name) is not None, name


@pytest.mark.parametrize("start", [["-m", "mnist_course"], ["-m", "mnist_course.cli"]])
def test_the_command_starts_as_a_module(start):
    done = run(sys.executable, *start, "--help")
    assert done.returncode == 0, done.stderr
    assert all(word in done.stdout for word in ("data", "doctor", "experiments"))


def test_the_command_is_installed_as_a_script():
    folder = Path(sys.executable).parent
    scripts = [path for path in folder.glob("mnist-course*") if path.stem == "mnist-course"]
    if not scripts:
        pytest.skip("mnist-course is not installed in this environment")
    done = run(str(scripts[0]), "experiments", "list")
    assert done.returncode == 0, done.stderr
    assert "s5-network" in done.stdout

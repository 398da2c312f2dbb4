import pytest

from mnist_course.experiments.run.runner import run_experiment
from tests.experiments.experiment_dummies import dummy


@pytest.fixture
def recorded(tmp_path):
    """A folder with one recorded dummy result, and the path of its file."""
    path = run_experiment(dummy(), folder=tmp_path / "results")
    return path.parent, path

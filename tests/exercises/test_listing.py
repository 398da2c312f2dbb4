"""A chapter shows the package's own code."""

import pytest

from mnist_course.book import show_source
from mnist_course.perceptron import Perceptron, novikoff_bound


@pytest.fixture
def shown(monkeypatch):
    """What is handed to the notebook."""
    bundles = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: bundles.append(bundle))
    return bundles


def test_the_listing_is_the_code_that_runs(shown):
    show_source(Perceptron.predict, novikoff_bound)
    (bundle,) = shown
    assert bundle["text/plain"].startswith("def predict(self, X")
    assert "return float((np.square(X)" in bundle["text/plain"]
    assert bundle["text/markdown"] == f"```python\n{bundle['text/plain']}\n```"


@pytest.mark.parametrize("thing", [3, len])
def test_what_has_no_python_source_is_named(thing, shown):
    with pytest.raises(ValueError, match="has no Python source"):
        show_source(thing)
    assert shown == []

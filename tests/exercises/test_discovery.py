"""The place of a file is the name of its exercise; a name that is not known gets an answer."""

from pathlib import Path

import pytest

from mnist_course.book import check, hint, solution
from mnist_course.exercises import bank, exercise_names, get_exercise
from mnist_course.exercises.discovery import module_name, page_name

ROOT = Path(__file__).resolve().parents[2]


def test_each_file_is_one_exercise_and_its_chapter_is_a_page():
    files = [p for p in Path(bank.__path__[0]).glob("*/*.py") if p.name != "__init__.py"]
    names = [f"{page_name(p.parent.name)}.{page_name(p.stem)}" for p in files]
    assert sorted(names) == list(exercise_names())
    for name in names:
        assert get_exercise(name).name == name
        assert (ROOT / "chapters" / f"{name.split('.')[0]}.md").is_file()


@pytest.mark.parametrize("page", ["perceptron", "softmax-regression", "activation-functions"])
def test_one_spelling_for_pages_and_one_for_python(page):
    assert module_name(page).isidentifier()
    assert page_name(module_name(page)) == page


@pytest.mark.parametrize("call", [lambda n: check(n, 1), hint, solution, get_exercise])
@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("perceptron.updat", 'Did you mean one of these: "perceptron.update", '),
        ("Perceptron.Update", '"perceptron.update"'),
        ("update", 'Did you mean "perceptron.update"?'),
        ("softmax-regression.gradients", '"softmax-regression.gradient"'),
        ("softmax.gradient", 'is now called "softmax-regression.gradient".'),
        ("softmax.confusion", 'is now called "linear-classifier.confusion".'),
        ("softmax-regression.parameters", 'is now called "linear-classifier.parameters".'),
        ("hyper.choose", 'is now called "hyperparameters.choose".'),
        ("hyper.chose", '"hyperparameters.choose"'),
        ("", "exercise_names() lists them all"),
        ("zzzzzzzz", "exercise_names() lists them all"),
        (None, "exercise_names() lists them all"),
        (["perceptron.update"], "exercise_names() lists them all"),
    ],
)
def test_a_name_that_is_not_known(call, name, says):
    with pytest.raises(ValueError, match="exercise") as error:
        call(name)
    assert says in str(error.value)

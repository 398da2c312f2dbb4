"""One line of a chapter's source becomes the cells of an exercise, in three editions."""

import re

import pytest

from mnist_course.exercises import exercise_names, get_exercise
from mnist_course.exercises.editions import EDITIONS, exercise_cells, expand

DIRECTIVE = "```{exercise-cells} perceptron.margin\n```\n"


def summaries(help_cell):
    return re.findall(r"<summary><u>(.*?)</u></summary>", help_cell)


def read(help_cell):
    """Return the words of a help cell as they are read: Markdown's backslashes taken away."""
    return " ".join(re.sub(r"\\([\\*_{}\[\]<>#$|~])", r"\1", help_cell).split())


def test_the_text_around_a_directive_stays_and_the_directive_becomes_two_cells():
    source = f"# Before\n\nThe task.\n\n{DIRECTIVE}\nBetween.\n\n{DIRECTIVE}\nAfter."
    kinds = [(cell.kind, cell.exercise, cell.source[:9]) for cell in expand(source)]
    two = [
        ("code", "perceptron.margin", "bound = ."),
        ("markdown", "perceptron.margin", "<details "),
    ]
    assert kinds == [
        ("markdown", "", "# Before\n"),
        *two,
        ("markdown", "", "Between."),
        *two,
        ("markdown", "", "After."),
    ]


def test_text_without_a_directive_is_one_cell():
    (cell,) = expand("Only text,\n\nin two paragraphs.\n")
    assert (cell.kind, cell.exercise) == ("markdown", "")
    assert expand("")[0].source == ""


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("```{exercise-cells}\n```\n", "is no directive"),
        ("```{exercise-cells} perceptron.margin", "is no directive"),
        ("```{exercise-cells} perceptron.margin\ntext\n```\n", "is no directive"),
        ("```{exercise-cells} perceptron.margi\n```\n", '"perceptron.margin"'),
        ("```{exercise-cells} softmax.stable\n```\n", "is now called"),
    ],
)
def test_a_directive_that_cannot_be_read_is_refused(source, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        expand(source)


def test_an_edition_that_does_not_exist():
    with pytest.raises(ValueError, match="Did you mean 'student'"):
        exercise_cells("perceptron.margin", "students")


@pytest.mark.parametrize("name", exercise_names())
def test_the_work_cell_is_the_stub_and_its_check(name, capsys):
    exercise = get_exercise(name)
    sources = {exercise_cells(name, edition)[0].source for edition in EDITIONS}
    (work,) = sources
    assert work.endswith(f'\ncheck("{name}", {exercise.answer_name})')
    from mnist_course import check

    exec(work, {"check": check})
    assert capsys.readouterr().out == f"○ {name} — not attempted yet.\n"


@pytest.mark.parametrize("name", exercise_names())
def test_what_each_edition_holds(name):
    exercise = get_exercise(name)
    pages = {edition: exercise_cells(name, edition)[1].source for edition in EDITIONS}
    last = len(exercise.hints)
    hints = [f"Hint {level} of {last}" for level in range(1, last + 1)]
    assert summaries(pages["student"])[1:] == hints
    assert summaries(pages["book"])[1:] == [*hints, "Solution"]
    assert summaries(pages["instructor"])[1:] == [*hints, "Solution", "Common mistakes"]
    for edition, page in pages.items():
        assert page.count("<details") == page.count("</details>") == len(summaries(page))
        assert not re.search("<details[^>]* open", page), "closed until it is opened"
        # Only between empty lines is Markdown inside HTML read as Markdown.
        assert all(after == "" for after in re.findall(r"</summary>\n(.*)", page))
        assert (exercise.solution_code() in page) == (edition != "student")
        assert (exercise.way in read(page)) == (edition != "student")
        assert all(hint in read(page) for hint in exercise.hints)
        for mistake in exercise.mistakes:
            assert (mistake.why in read(page)) == (edition == "instructor")


def test_signs_of_markdown_in_a_text_stay_signs():
    cell = exercise_cells("perceptron.update", "instructor")[1].source
    assert "`w + eta * (y - a) * x`" in cell
    cell = exercise_cells("linear-classifier.parameters", "instructor")[1].source
    assert "- **biases forgotten** (`307200`): These" in cell
    cell = exercise_cells("digits.one-hot", "instructor")[1].source
    assert r"targets\[:, labels\] = 1" in cell

"""What an exercise is: a reference, the cases it is tried on, and the mistakes people make."""

from __future__ import annotations

import inspect
import pprint
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from mnist_course.exercises.judge.compare import Arrays, Compare
from mnist_course.exercises.judge.text import WIDTH

Kind = Literal["predict", "compute", "code", "explore"]


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that people really give.

    Parameters
    ----------
    name
        Two to four words: ``"sign reversed"``.
    wrong
        The wrong answer itself: a function with the reference's signature, or a value. A dict may
        hold only the entries that make the mistake.
    why
        One or two sentences to the reader: what it does and where to look.
    """

    name: str
    wrong: Any
    why: str


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """One exercise with everything needed to judge an answer and to explain what is wrong.

    The task itself stands in the chapter, and only there. In the texts below, code stands between
    backticks, as in Markdown; nothing else of Markdown has a meaning.

    Parameters
    ----------
    kind
        predict, compute, code or explore.
    reference
        The right answer: a function (its cases must then be given) or a value. The first lines
        of a function, up to the end of its docstring, are also what the reader starts from.
    hints
        From a nudge to nearly everything.
    way
        How one gets to the solution, in one to three sentences; shown below it.
    mistakes
        The bank of typical wrong answers, the most telling first.
    cases
        Argument tuples on which functions are compared, the smallest first.
    compare
        How an answer is compared with the reference.
    stub
        For a value: the line the reader starts from, such as ``"bound = ..."``.
    solution
        For a value: the line that computes it, such as ``"bound = (1.5 / 0.1) ** 2"``. Left out,
        the reference itself is shown.
    note
        One sentence shown with a right answer: what it is good for.
    planted
        For "find the bug": the function with a mistake in it that the reader is given; it is also
        the wrong answer of one of ``mistakes``.
    name
        ``"chapter.exercise"``. An exercise of the bank gets it from the place of its file.

    Raises
    ------
    ValueError
        If something that is needed is missing.
    """

    kind: Kind
    reference: Any
    hints: Sequence[str]
    way: str
    mistakes: Sequence[Mistake] = ()
    cases: Sequence[tuple[Any, ...]] = ()
    compare: Compare = field(default_factory=Arrays)
    stub: str = ""
    solution: str = ""
    note: str = ""
    planted: Any = None
    name: str = ""

    def __post_init__(self) -> None:
        if self.is_function and not self.cases:
            raise ValueError("an exercise with a function for an answer needs cases; got none")
        if not self.hints:
            raise ValueError("an exercise needs hints; got none")
        if self.planted and all(mistake.wrong is not self.planted for mistake in self.mistakes):
            raise ValueError("the planted function must be the wrong answer of a mistake")
        if not self.is_function and not self.stub:
            raise ValueError('an exercise with a value for an answer needs a stub: "answer = ..."')

    @property
    def is_function(self) -> bool:
        """Whether the answer is a function (else a value)."""
        return callable(self.reference)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the function's parameters; empty for a value."""
        return tuple(inspect.signature(self.reference).parameters) if self.is_function else ()

    @property
    def answer_name(self) -> str:
        """The variable or function name the stub defines."""
        if self.is_function:
            return self.reference.__name__
        return self.stub.split("=")[0].strip()

    def stub_code(self) -> str:
        """Return what the reader starts from, as source code."""
        if not self.is_function:
            return self.stub
        head = f"def {self.answer_name}({', '.join(self.parameters)}):"
        words = inspect.getdoc(self.reference)
        lines = [f'"""{words}"""', "..."] if words else ["..."]
        return "\n".join([head, *(textwrap.indent(line, "    ") for line in lines)])

    def solution_code(self) -> str:
        """Return the right answer as source code."""
        if self.is_function:
            return textwrap.dedent(inspect.getsource(self.reference)).rstrip()
        if self.solution:
            return self.solution
        lead = f"{self.answer_name} = "
        value = pprint.pformat(self.reference, width=WIDTH - len(lead), sort_dicts=False)
        return lead + textwrap.indent(value, " " * len(lead)).lstrip()

    def wrong_answer(self, mistake: Mistake) -> Any:
        """Return a whole answer that makes ``mistake`` (a partial dict is filled up)."""
        if isinstance(mistake.wrong, dict) and isinstance(self.reference, dict):
            return {**self.reference, **mistake.wrong}
        return mistake.wrong

"""What an exercise is: a reference, the cases it is tried on, and the mistakes people make."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from mnist_course.exercises.compare import Arrays, Compare

Status = Literal["right", "wrong", "not attempted"]
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


@dataclass(frozen=True)
class Exercise:
    """One exercise with everything needed to judge an answer and to explain what is wrong.

    Parameters
    ----------
    name
        ``"chapter.exercise"``, as in ``check("perceptron.update", update)``.
    kind
        predict, compute, code or explore.
    statement
        The task in one or two sentences.
    reference
        The right answer: a function (its cases must then be given) or a value.
    cases
        Argument tuples on which functions are compared, the smallest first.
    mistakes
        The bank of typical wrong answers, the most telling first.
    hints
        From a nudge to nearly everything.
    compare
        How an answer is compared with the reference.
    stub
        The cell the reader starts from; made from the reference's signature if left out.
    note
        One sentence shown with a right answer: what it is good for.
    """

    name: str
    kind: Kind
    statement: str
    reference: Any
    hints: Sequence[str]
    mistakes: Sequence[Mistake] = ()
    cases: Sequence[tuple[Any, ...]] = ()
    compare: Compare = field(default_factory=Arrays)
    stub: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.is_function and not self.cases:
            raise ValueError(f'exercise "{self.name}": a function needs cases; got none')
        if not self.hints:
            raise ValueError(f'exercise "{self.name}": give at least one hint')
        if not self.is_function and not self.stub:
            raise ValueError(f'exercise "{self.name}": a value needs a stub such as "answer = ..."')

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
        """Return the cell the reader starts from, as source code."""
        if self.stub:
            return self.stub
        return f"def {self.answer_name}({', '.join(self.parameters)}):\n    ..."

    def wrong_answer(self, mistake: Mistake) -> Any:
        """Return a whole answer that makes ``mistake`` (a partial dict is filled up)."""
        if isinstance(mistake.wrong, dict) and isinstance(self.reference, dict):
            return {**self.reference, **mistake.wrong}
        return mistake.wrong


@dataclass(frozen=True, repr=False)
class Outcome:
    """What ``check`` found. Its feedback was printed, so the object itself shows nothing.

    Attributes
    ----------
    name
        The exercise.
    status
        "right", "wrong" or "not attempted".
    answer
        The reader's answer if it is right, else the reference: later cells can go on with it.
    mistake
        Name of the recognised mistake, or None.
    feedback
        The printed text.
    """

    name: str
    status: Status
    answer: Any
    mistake: str | None = None
    feedback: str = ""

    @property
    def attempted(self) -> bool:
        """Whether the reader gave an answer at all."""
        return self.status != "not attempted"

    def __bool__(self) -> bool:
        return self.status == "right"

    def __repr__(self) -> str:
        return f"Outcome({self.name!r}, {self.status!r})"

    def _ipython_display_(self) -> None:
        """Show nothing in a notebook: the feedback was printed already."""

"""What was found out about an answer: the verdict of the judge, and what ``check`` returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["right", "wrong", "not attempted"]


@dataclass(frozen=True)
class Diagnosis:
    """A recognised mistake: its name, where to look, and a second fault beside it."""

    name: str
    why: str
    also: str = ""


@dataclass(frozen=True)
class Verdict:
    """Status, the first line of the feedback, the recognised mistake, and further lines."""

    status: Status
    headline: str
    mistake: Diagnosis | None = None
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Outcome:
    """What ``check`` found. Its feedback was printed, so the object itself shows nothing.

    Attributes
    ----------
    name
        The exercise.
    status
        "right", "wrong" or "not attempted".
    mistake
        Name of the recognised mistake, or None.
    feedback
        The printed text.
    """

    name: str
    status: Status
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

"""How far a run is: a bar in a terminal, now and then a line elsewhere, nothing when quiet."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any

from mnist_course.ground.numbers import duration
from mnist_course.ground.quiet import is_quiet, is_terminal

LINES = 20  # of a long run outside a terminal, at most: a log should stay readable


class Progress:
    """Tells of an experiment while it runs. Use it in a ``with`` block.

    Everything goes to standard error; with MNIST_COURSE_QUIET=1 nothing goes anywhere.

    Parameters
    ----------
    name : str
        Name of the experiment.
    total, kept : int
        All runs, and those of them that an interrupted run has left.
    meaning : str
        What is to be said before the first of them, if anything.
    """

    def __init__(self, name: str, total: int, kept: int = 0, meaning: str = ""):
        self.name, self.total, self.kept, self.done = name, total, kept, kept
        self.meaning = meaning
        self.quiet = is_quiet()
        self.began = self.latest = time.monotonic()
        self.bar: Any = None
        self.task: Any = None

    def __enter__(self) -> Progress:
        if self.meaning:
            self.say(self.meaning)
        if self.kept:
            left = self.total - self.kept
            self.say(f"{self.kept} of {self.total} runs are kept from before, {left} to go")
        if not self.quiet and is_terminal(sys.stderr):
            self.bar = _make_bar(self)
            self.task = self.bar.add_task(self.name, total=self.total, completed=self.kept)
            self.bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.bar is not None:
            self.bar.stop()

    def say(self, text: str) -> None:
        """Say one line, above the bar if there is one."""
        if self.bar is not None:
            self.bar.console.print(f"{self.name}: {text}", markup=False, highlight=False)
        elif not self.quiet:
            print(f"{self.name}: {text}", file=sys.stderr, flush=True)

    def finished(self, point: Any, seconds: float) -> None:
        """Count a finished point."""
        before, self.done, self.latest = self.done, self.done + 1, time.monotonic()
        if self.bar is not None:
            self.bar.update(self.task, completed=self.done)
        elif self.done * LINES // self.total > before * LINES // self.total:
            self.say(f"{self.done}/{self.total} runs ({point}: {duration(seconds)}){self.left()}")

    def failed(self, point: Any, failure: Any) -> None:
        """Tell of a failed point at once: its author may want to stop the others."""
        self.say(f"failed: {point}: {failure}")

    def elapsed(self) -> str:
        """Return the time since this run (not that of the kept points) began."""
        return duration(time.monotonic() - self.began)

    def left(self) -> str:
        """Return ``, about 3 min left``, by the finished points of this run; or nothing."""
        new = self.done - self.kept
        if new == 0 or self.done == self.total:
            return ""
        each = (self.latest - self.began) / new
        since = time.monotonic() - self.latest
        return f", about {duration(each * (self.total - self.done) - since)} left"


def _make_bar(progress: Progress) -> Any:
    """Make the bar: name, bar, runs done of all, time elapsed, time left."""
    from rich import progress as rich
    from rich.console import Console
    from rich.text import Text

    class Times(rich.ProgressColumn):
        # Rich's own estimate looks at the last 30 seconds; our points may take minutes each.
        def render(self, task: Any) -> Text:
            return Text(f"runs, {progress.elapsed()}{progress.left()}")

    return rich.Progress(
        rich.TextColumn("{task.description}", markup=False),
        rich.BarColumn(bar_width=30),
        rich.MofNCompleteColumn(),
        Times(),
        console=Console(stderr=True),
        refresh_per_second=2,  # the cores are for the experiment
    )

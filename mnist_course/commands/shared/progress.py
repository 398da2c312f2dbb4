"""Show how a training gets on: a line for each epoch, and in a terminal a bar with the time left.

All of it goes to standard error, so that a pipe gets only results.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from mnist_course.ground.numbers import duration, percent
from mnist_course.ground.quiet import is_quiet, is_terminal

HEADER = (
    "               training              validation\n"
    "  epoch       loss   accuracy       loss   accuracy    seconds"
)


class TrainingProgress:
    """Use it in a ``with`` block around the training.

    Parameters
    ----------
    first, last : int
        Epochs done before, and epochs done at the end.
    steps : int
        Steps of an epoch.
    steps_done : function
        Tells how many steps have been taken, those of earlier epochs included. It is asked a few
        times a second, while the training goes on.
    """

    def __init__(self, first: int, last: int, steps: int, steps_done: Callable[[], int]):
        self.done, self.first, self.last = first, first, last
        self.steps, self.steps_done = steps, steps_done
        self.start = time.monotonic()
        self.live: Any = None

    def __enter__(self) -> TrainingProgress:
        from rich.console import Console

        self.console = Console(stderr=True, highlight=False, soft_wrap=True)
        self.console.print(HEADER)
        if is_terminal(self.console.file) and not is_quiet():
            from rich.live import Live

            # A thread of its own draws the bar: the training need not know of it.
            self.live = Live(
                get_renderable=self._bar,
                console=self.console,
                refresh_per_second=8,
                transient=True,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            self.live.start()
        return self

    def __exit__(self, *details: object) -> None:
        if self.live is not None:
            self.live.stop()

    def epoch_done(self, logs: dict[str, float], seconds: float) -> None:
        """Print the line of an epoch."""
        self.done += 1
        line = (
            f"{self.done:>4}/{self.last:<4}"
            f"{logs['loss']:>9.4f}  {percent(logs['accuracy']):>9}"
            f"{logs['val_loss']:>11.4f}  {percent(logs['val_accuracy']):>9}{seconds:>11.1f}"
        )
        if self.live is None and self.done < self.last:
            line += f"   {self._time_left()}"
        self.console.print(line)

    def share(self) -> float:
        """Return how much of the work of this training is done, 0 to 1."""
        steps = max(self.steps_done() - self.first * self.steps, 0)
        whole = max((self.last - self.first) * self.steps, 1)
        # Between its last step and its line, an epoch scores the validation images.
        return min(max(steps, (self.done - self.first) * self.steps) / whole, 1.0)

    def _time_left(self) -> str:
        share = self.share()
        if share < 0.01:
            return "time left: not known yet"
        seconds = (time.monotonic() - self.start) * (1 - share) / share
        return f"{duration(seconds)} left"

    def _bar(self) -> Any:
        from rich.progress_bar import ProgressBar
        from rich.table import Table

        row = Table.grid(padding=(0, 1))
        now = min(self.done + 1, self.last)
        bar = ProgressBar(total=1, completed=self.share(), width=30)
        row.add_row(f"  epoch {now}/{self.last}", bar, self._time_left())
        return row

"""A word to whoever waits: how to stop a loop that never ends."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

SECONDS = 5.0


@contextmanager
def say_if_it_lasts(text: str, seconds: float = SECONDS) -> Iterator[None]:
    """Print a text if the block is still running after some seconds.

    It goes to the output as it was before the block, because what an answer prints is caught.
    Where there are no threads (Python in a browser), nothing is said: there, a page stops what
    lasts too long.
    """
    stream = sys.stdout

    def say() -> None:
        with suppress(Exception):
            print(text, file=stream, flush=True)

    timer = threading.Timer(seconds, say)
    timer.daemon = True
    try:
        timer.start()
    except RuntimeError:
        yield
        return
    try:
        yield
    finally:
        timer.cancel()

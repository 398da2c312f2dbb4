"""Make the two output streams ready for whatever the commands print, and close them with care.

A terminal may lack characters that the course uses (an older Windows has a code page of 256, a
server may know ASCII alone), a pipe may be shut, a disk be full. None of that is a reason for a
traceback, and no command has to think of it: `prepare` and `settle` stand at the door.
"""

from __future__ import annotations

import codecs
import os
import sys
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO, cast

from mnist_course.ground.faults import reason

#: What can be read in place of a character that a terminal lacks, if it has no plainer relative.
PLAIN = {
    **dict.fromkeys("█▉▊▋", "#"),
    **{"▓": "*", "▒": ":", "░": "."},
    **dict.fromkeys("‐‑‒–—―−─━╌╍", "-"),
    **dict.fromkeys("│┃║", "|"),
    **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╰╯╔╗╚╝╠╣╦╩╬╞╡╪", "+"),
    **dict.fromkeys("‘’‚′", "'"),
    **dict.fromkeys("“”„″«»", '"'),
    **dict.fromkeys("·∙⋅", "."),
    **dict.fromkeys("•‣", "*"),
    **{"×": "x", "÷": "/", "±": "+-", "∓": "-+", "≈": "~", "≤": "<=", "≥": ">=", "≠": "!="},
    **{"→": "->", "←": "<-", "⇒": "=>", "↑": "^", "↓": "v", "∞": "inf", "√": "sqrt", "∂": "d"},
    **{"°": " degrees", "µ": "u", "€": "EUR", "✓": "ok", "✔": "ok", "✗": "x", "✘": "x"},
    **{"ß": "ss", "æ": "ae", "ø": "o", "ł": "l"},
}
UNKNOWN = "?"


def plain(text: str) -> str:
    """Return a text in ASCII that says the same: ``3 × 4 – 5 η`` becomes ``3 x 4 - 5 eta``."""
    return "".join(map(_plain_sign, text))


def _plain_sign(sign: str) -> str:
    if sign.isascii():
        return sign
    if sign in PLAIN:
        return PLAIN[sign]
    # é is e and an accent, ² a kind of 2, and a no-break space a kind of space.
    relative = unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode()
    if relative:
        return relative
    name = unicodedata.name(sign, "")
    if name.startswith("GREEK SMALL LETTER ") and name.count(" ") == 3:
        return name.rpartition(" ")[2].lower()
    return "" if unicodedata.combining(sign) else UNKNOWN


def _replace(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return plain(error.object[error.start : error.end]), error.end


class Notes:
    """Standard error as the commands see it: what cannot be written there is left out.

    Notes and progress go there, and a training must not end because the file of its notes is full
    or whoever read them has gone.
    """

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write a text, or leave it out."""
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write texts, or leave them out."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Write out what is still to be written, or leave it out."""
        with suppress(OSError):
            self._stream.flush()


def prepare() -> None:
    """Let both streams write every text, each character or a plainer one in its place.

    Raises
    ------
    SystemExit
        If standard output is closed: a file that is opened later would take its place.
    """
    codecs.register_error("mnist_course_plain", _replace)
    if sys.stderr is None:  # closed: notes and progress have nowhere to go
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - to the end
    if sys.stdout is None:
        print(
            "Error: standard output is closed. Send it to a file, or to the null device.",
            file=sys.stderr,
        )
        raise SystemExit(1)
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # a stand-in of a notebook or a test
            stream.reconfigure(errors="mnist_course_plain")
    if not isinstance(sys.stderr, Notes):
        sys.stderr = cast(TextIO, Notes(sys.stderr))


def settle(code: int) -> int:
    """Write out what is still to be written; return the exit code, 1 if that fails."""
    try:
        sys.stdout.flush()
    except OSError as error:
        code = give_up(error) or code
    with suppress(OSError):
        sys.stderr.flush()
    return code


def give_up(error: OSError) -> int:
    """Write no more to standard output; say why in one line, and return 1.

    Where the reader of a pipe has gone (``| head``) there is nothing to tell: return 0.
    """
    with suppress(OSError, ValueError):  # Python itself tries once more when it ends
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return 0
    return complain(f"cannot write to standard output: {reason(error)}")


def complain(message: str) -> int:
    """Say what went wrong in one line on standard error, if that can still be written; return 1."""
    with suppress(OSError):
        print(f"Error: {message}", file=sys.stderr, flush=True)
    return 1

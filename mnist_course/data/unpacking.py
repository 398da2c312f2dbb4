"""Read gzip data at a cost that its size bounds.

Python's own reader takes the name in a header byte by byte, so that a file of 50 MB which is all
name costs many seconds. Here zlib, in C, passes over it.
"""

from __future__ import annotations

import gzip
import io
import zlib
from typing import BinaryIO

_CHUNK = 1 << 16
_GZIP = 31  # for zlib: a header and a checksum of gzip


class Unpacked(io.RawIOBase):
    """The content of gzip data, as a stream; parts may follow one another, and zeros the last.

    Raises
    ------
    EOFError
        While reading: the data are cut short.
    gzip.BadGzipFile, zlib.error
        They are damaged, or something else follows.
    """

    def __init__(self, packed: BinaryIO) -> None:
        self._packed, self._part = packed, zlib.decompressobj(_GZIP)
        self._waiting = b""

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]
        """Fill a buffer, or a part of it; 0 at the end."""
        while True:
            if self._part.eof and not self._next_part():
                return 0
            data = self._waiting or self._packed.read(_CHUNK)
            if not data:
                raise EOFError("the gzip data end before their end marker")
            found = self._part.decompress(data, len(buffer))
            self._waiting = self._part.unconsumed_tail
            if found:
                buffer[: len(found)] = found
                return len(found)

    def _next_part(self) -> bool:
        """Go on to the part that follows, if there is one."""
        rest = self._part.unused_data
        while not (rest := rest.lstrip(b"\0")):
            if not (rest := self._packed.read(_CHUNK)):
                return False
        rest += self._packed.read(1) if len(rest) == 1 else b""
        if not rest.startswith(b"\x1f\x8b"):
            raise gzip.BadGzipFile("something else follows")
        self._part, self._waiting = zlib.decompressobj(_GZIP), rest
        return True

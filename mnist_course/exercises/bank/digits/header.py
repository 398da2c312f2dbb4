"""Read the header of an IDX file of images."""

from __future__ import annotations

import numpy as np

from mnist_course.exercises.judge import Arrays, Exercise, Mistake


def header(data):
    """Return (magic, n, rows, cols) of an IDX image file."""
    fields = (data[i : i + 4] for i in range(0, 16, 4))
    return tuple(int.from_bytes(field, "big") for field in fields)


def _file(n: int, rows: int, cols: int, pixels: int) -> bytes:
    """Return the start of an IDX image file with some pixels after the header."""
    return np.array([2051, n, rows, cols], ">u4").tobytes() + bytes(range(pixels))


EXERCISE = Exercise(
    kind="code",
    reference=header,
    compare=Arrays("magic", "n", "rows", "cols"),
    cases=(
        (_file(1, 2, 3, 6),),
        (_file(300, 28, 27, 8),),
        (_file(60_000, 28, 28, 5),),
        (_file(70_000, 28, 28, 0),),
    ),
    mistakes=(
        Mistake(
            "little-endian",
            lambda data: tuple(int.from_bytes(data[i : i + 4], "little") for i in range(0, 16, 4)),
            'You read the bytes in reverse order. IDX is big-endian: "big", or ">" in a format.',
        ),
        Mistake(
            "last byte only",
            lambda data: tuple(data[i + 3] for i in range(0, 16, 4)),
            "You take one byte of each four. One byte reaches 255 only; 60,000 needs two of them.",
        ),
        Mistake(
            "two bytes only",
            lambda data: tuple(int.from_bytes(data[i + 2 : i + 4], "big") for i in range(0, 16, 4)),
            "You take two bytes of each four. They reach 65,535 only; a larger file breaks it.",
        ),
        Mistake(
            "sum of the bytes",
            lambda data: tuple(sum(data[i : i + 4]) for i in range(0, 16, 4)),
            "You add the four bytes. Each byte weighs 256 times as much as the one after it.",
        ),
        Mistake(
            "starts after the magic number",
            lambda data: tuple(int.from_bytes(data[i : i + 4], "big") for i in range(4, 20, 4)),
            "You start at byte 4. The magic number fills the bytes 0 to 3.",
        ),
        Mistake(
            "columns before rows",
            lambda data: tuple(header(data)[i] for i in (0, 1, 3, 2)),
            "You exchanged rows and columns. Square images hide it; all others break.",
        ),
    ),
    hints=(
        "Four numbers of four bytes: which slices of the bytes do they fill?",
        'Bytes 0 to 3 are `data[0:4]`, and `int.from_bytes(data[0:4], "big")` turns them into a '
        "number.",
        '`struct.unpack(">4I", data[:16])` reads all four at once: `>` is big-endian, `I` a '
        "4-byte integer without sign.",
    ),
    way="The header ends after 16 bytes, so the slices begin at 0, 4, 8 and 12. Each is read as "
    'one number with its most significant byte first, which is what "big" asks for. The '
    "pixels behind the header are not touched.",
    note="Sixteen bytes, four numbers: the rest of the file is pixels.",
)

"""The scenes of photos that `photos.py` and the tests show the reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mnist_course.data.photo.scenes import Scene

INKS = ((235, 110), (220, 60), (200, 60), (240, 195))  # the last: a faint pencil


def grid() -> Iterator[tuple[str, Scene]]:
    """Yield the scenes, each with the name of its group."""
    for paper, pen in INKS:
        for noise in (1, 5, 12):
            for shape in ((600, 800), (2400, 3200)):
                for place, size in (("middle", 0.6), ("corner", 0.3), ("edge", 0.5)):
                    scene = Scene(paper, pen, noise, shape, size, place)
                    yield "grid", scene
                    yield "grid", scene.negative()
    others = {
        "uneven light": [Scene(light=light) for light in ("lamp", "corners", "shadow")],
        "lined paper": [Scene(lines="ruled"), Scene(lines="squared", size=0.3)],
        "blur": [Scene(blur=0.02), Scene(blur=0.04), Scene(blur=0.02, shape=(2400, 3200))],
        "beside": [
            Scene(beside="coin", size=0.4),
            Scene(beside="ruler", size=0.4),
            Scene(beside="frame", size=0.4),
            Scene(beside="frame", size=0.4, light="lamp"),
        ],
        "sheet": [
            Scene(table=90, pen=30),
            Scene(table=90, pen=90),
            Scene(table=190),
            Scene(table=130, pen=40, size=0.2, sheet=0.3, light="lamp"),
            Scene(table=20, pen=60, size=0.3, sheet=1.0, place="corner"),
        ],
        "small": [
            Scene(shape=(3000, 4000), size=size, place=place)
            for size, place in ((80, "middle"), (110, "corner"), (140, "corner"))
        ],
    }
    for name, scenes in others.items():
        for scene in scenes:
            yield name, scene
            if scene.table is None:
                yield name, scene.negative()
            else:  # a dark card on a lighter table
                yield name, replace(scene.negative(), table=255 - scene.table)

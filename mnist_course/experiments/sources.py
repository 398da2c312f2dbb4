"""The texts whose numbers this course repeats: one table, by the keys that results carry.

The keys S1 to S5 stand in names of recorded results and in declarations. A reader sees titles.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """One text.

    Attributes
    ----------
    key : str
        ``"S1"`` to ``"S5"``, or ``"ours"``.
    title : str
        Its title in English, as it stands in the text, the bibliography or both.
    author, year : str
        As in ``references.bib``; empty where the text names none.
    within : str
        Of what it is a part, or what kind of text it is.
    citation : str
        Its key in ``references.bib``; empty for ``"ours"``.
    brief : str
        A shorter title, for narrow places; empty if the title is short.
    """

    key: str
    title: str
    author: str = ""
    year: str = ""
    within: str = ""
    citation: str = ""
    brief: str = ""

    @property
    def full(self) -> str:
        """Title, author and year, if it has one: ``Classification (Long and Zeng, 2022)``."""
        by = ", ".join(part for part in (self.author, self.year) if part)
        return f"{self.title} ({by})" if by else self.title


SOURCES = {
    source.key: source
    for source in (
        Source(
            "S1",
            "Classification",
            "Long and Zeng",
            "2022",
            "chapter 3 of Beginning Deep Learning with TensorFlow",
            "LongZeng2022",
        ),
        Source(
            "S2",
            "Artificial neural networks",
            "Chen",
            "2021",
            "chapter 15 of Machine Learning and Python Applications",
            "Chen2021",
        ),
        Source(
            "S3",
            "Recognize digits",
            "PaddlePaddle",
            "",
            "a tutorial of the framework PaddlePaddle",
            "PaddlePaddleDigits",
        ),
        Source(
            "S4",
            "Convolutional neural network champions, part 1: LeNet-5",
            "Nejad",
            "",
            "an article, with a public notebook",
            "NejadLeNet5",
            "LeNet-5, part 1",
        ),
        Source(
            "S5",
            "Handwritten digits in 74 lines of code",
            "cvvision.cn",
            "",
            "an article on a program of Nielsen (2015)",
            "Digits74Lines",
            "74 lines of code",
        ),
        Source("ours", "Aims of this book"),
    )
}
"""By key, in the order of the ledger."""


def named(key: str, where: str = "") -> str:
    """Name a source by its title and author, and a place in it if one is given.

    ``named("S1", "section 3.4")`` gives ``Classification (Long and Zeng, 2022), section 3.4``.
    """
    return ", ".join(filter(None, (SOURCES[key].full, where)))

"""How an experiment is declared: once, as data, in one small file a theme."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from mnist_course.experiments.record.records import Run


@cache
def load_digits() -> Any:
    """Load MNIST once in each process (see `mnist_course.data.load_mnist`)."""
    from mnist_course.data import load_mnist

    return load_mnist()


@dataclass(frozen=True)
class Measurement:
    """What measuring one point gives: numbers, and pictures of weights where wanted."""

    metrics: Mapping[str, Any]
    pictures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Variation:
    """Settings that distinguish a group of runs, and how many seeds (0, 1, …) it gets."""

    settings: Mapping[str, Any]
    seeds: int = 1


@dataclass(frozen=True)
class Point:
    """One run to be made: the smallest piece of work that is kept when a run is interrupted."""

    experiment: str
    own: Mapping[str, Any]
    common: Mapping[str, Any]
    seed: int

    @property
    def settings(self) -> dict[str, Any]:
        """Common and own settings together."""
        return {**self.common, **self.own}

    def __str__(self) -> str:
        own = [f"{name}={value}" for name, value in self.own.items()]
        return ", ".join([*own, f"seed {self.seed}"])

    def key(self, salt: str) -> str:
        """Return 24 hexadecimal digits that name this point; ``salt`` adds data and version."""
        identity = [self.experiment, self.settings, self.seed, salt]
        text = json.dumps(identity, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:24]


@dataclass(frozen=True)
class Check:
    """The cheap point that ``verify`` measures again.

    Attributes
    ----------
    settings : mapping
        Own settings of the recorded run to compare with.
    metrics : sequence of str
        What to compare. Of lists, the common beginning is compared, so that ``change`` may
        shorten the training.
    tolerance : float
        Largest absolute difference between recorded and measured values.
    seed : int
    change : mapping
        Settings to replace for speed, such as ``{"epochs": 1}``.
    more_seeds : sequence of int
        Further runs to measure again, where one gives few numbers.
    """

    settings: Mapping[str, Any]
    metrics: Sequence[str]
    tolerance: float
    seed: int = 0
    change: Mapping[str, Any] = field(default_factory=dict)
    more_seeds: Sequence[int] = ()


@dataclass(frozen=True)
class Reproduction:
    """One row of the ledger: what a source says, beside the numbers that were recorded.

    Attributes
    ----------
    source : str
        Key of the source, ``"S1"`` to ``"S5"``; ``"ours"`` for an aim of this course.
    statement : str
        What the source reports and for which setting, in our words.
    reported : float or None
        The source's number; None if it gives none.
    measured : str
        Name in the summary: its ``{measured}_mean``, ``{measured}_sd`` and ``{measured}_n`` (see
        `spread`), or a single number ``{measured}``.
    low, high : float
        The statement holds if the measured mean lies between them, both included.
    unit : {"percent", "points", "count", "number", "seconds"}
        How both numbers are shown; ``percent`` takes shares in [0, 1], ``points`` differences of
        such shares (shown as percentage points).
    why : str
        Why it holds or does not; which slip of the source is put right. A measured number in it is
        not typed but quoted, as in a chapter: ``{{ s5-network.normal_test_min | percent }}``.
    """

    source: str
    statement: str
    reported: float | None
    measured: str
    low: float
    high: float
    unit: str = "percent"
    why: str = ""


Measure = Callable[[Mapping[str, Any], int, Any], Measurement]
Summarize = Callable[[Sequence[Run]], dict[str, float]]


@dataclass(frozen=True)
class Experiment:
    """A result of a source (or our own) as something anyone can repeat.

    Attributes
    ----------
    name : str
        Also the name of the file: ``results/NAME.json``.
    title, source, claim : str
        What it is about, where the claim stands, and the claim in one sentence.
    reported : mapping
        The source's own numbers, by name; empty for an experiment of ours.
    settings : mapping
        Settings common to all runs.
    variations : sequence of Variation
    measure : callable
        ``measure(settings, seed, dataset) -> Measurement``; a function of a module, so that
        worker processes can import it. Equal arguments give equal outcomes.
    summarize : callable
        ``summarize(runs) -> {name: number}``: the numbers that chapters quote.
    check : Check
    ledger : sequence of Reproduction
        Rows of the reproduction ledger.
    load : callable
        Gives the dataset: ``load() -> dataset``, a function of a module, called once in each
        process. Any object will do that offers

        - ``name`` (str), what the data are, and ``is_standin`` (bool), whether they only stand
          in for them (then nothing is recorded);
        - ``train``, ``validation`` and ``test``. Each split shows its values by a method
          ``arrays()`` that returns a tuple of arrays, or by ``images`` and ``labels``, or by
          ``x`` and ``y`` (looked for in this order). An unused split holds arrays of length 0.

        The arrays, with shapes and types, make the fingerprint that a result carries, see
        `mnist_course.experiments.record.fingerprint.data_fingerprint`.
    packages : sequence of str
        Packages beside NumPy whose versions the result names, such as ``("scikit-learn",)``.
    version : int
        Raise it when ``measure`` changes its meaning: kept points of before are not reused.
    """

    name: str
    title: str
    source: str
    claim: str
    settings: Mapping[str, Any]
    variations: Sequence[Variation]
    measure: Measure
    summarize: Summarize
    check: Check
    reported: Mapping[str, Any] = field(default_factory=dict)
    ledger: Sequence[Reproduction] = ()
    load: Callable[[], Any] = load_digits
    packages: Sequence[str] = ()
    version: int = 1

    def count(self, seeds: int | None = None) -> int:
        """Count the runs to make; ``seeds`` replaces the number of seeds of each variation."""
        if seeds is not None and seeds < 1:
            raise ValueError(f"seeds is {seeds}, expected at least 1")
        if seeds is not None:
            return seeds * len(self.variations)
        return sum(variation.seeds for variation in self.variations)

    def points(self, seeds: int | None = None) -> list[Point]:
        """List every run to make; ``seeds`` as in `count`."""
        self.count(seeds)  # refuses what makes no sense
        return [
            Point(self.name, variation.settings, self.settings, seed)
            for variation in self.variations
            for seed in range(variation.seeds if seeds is None else seeds)
        ]

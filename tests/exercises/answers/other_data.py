"""Answers of the chapter on other data, made anew."""

import math
from statistics import pstdev

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import StandardScaler

from tests.exercises.answer_helpers import with_slip

# How many classes may be true at once, of how many; None for a quantity.
QUESTIONS = {
    "rain": None,
    "language": (1, 12),
    "fraud": (1, 1),
    "tags": (20, 20),
    "drift": None,
}


def last_layers(**slip):
    """Name the last activation by what may be true at once; `slip` replaces some answers."""
    found = {}
    for name, kind in QUESTIONS.items():
        if kind is None:
            found[name] = "none"
        else:
            found[name] = "softmax" if kind[0] < kind[1] else "sigmoid"
    return found | slip


def errors_in_dollars():
    """Make prices and answers with this loss, and measure."""
    prices = 250_000 + 80_000 * np.array([-1.0, 1.0, -1.0, 1.0])
    standardised = (prices - 250_000) / pstdev(prices)
    answers = standardised + 0.5 * np.array([1, 1, -1, -1])
    assert np.mean((answers - standardised) ** 2) / 2 == 0.125
    return math.dist(250_000 + 80_000 * answers, prices) / 2


def by_scikit_learn(train, later):
    scaler = StandardScaler().fit(train)
    return scaler.transform(train), scaler.transform(later)


def tables_by(center=np.mean, spread=np.std, rows=lambda train, later: (train, train)):
    """Standardise both tables by whatever rows the answer looks at."""

    def answer(train, later):
        parts = []
        for table, seen in zip((train, later), rows(train, later), strict=True):
            width = np.array(spread(seen, axis=0))
            width[width == 0] = 1
            parts.append((table - center(seen, axis=0)) / width)
        return tuple(parts)

    return answer


def lost_difference(train, later):
    """Leave features out that never vary in training."""
    first, second = by_scikit_learn(train, later)
    second[:, np.ptp(train, axis=0) == 0] = 0
    return first, second


def bag_by_scikit_learn(text, vocabulary):
    counter = CountVectorizer(vocabulary=vocabulary, token_pattern=r"[^\s.,;:]+")
    return counter.transform([text]).toarray()[0]


def counted(text, vocabulary, *, plain=str.lower, signs=".,;:", last=float, among=lambda w: 1):
    table = str.maketrans(signs, " " * len(signs))
    words = plain(text).translate(table).split()
    return np.array([last(sum(w == one for one in words)) / among(words) for w in vocabulary])


def pieces(text, vocabulary):
    return np.array([len(text.lower().split(word)) - 1 for word in vocabulary])


def threshold_by_sorting(p, y, share):
    """So many good mails may lie above; the next good one is the least it can be."""
    good = np.sort(p[y == 0])[::-1]
    allowed = int(share * len(good) + 1e-9)
    return p[p >= (good[allowed] if allowed < len(good) else -np.inf)].min()


def lowest(mistakes, *, beyond=np.greater, enough=np.less_equal):
    """The smallest number at which a share of mistakes, told by a function, is small enough."""

    def answer(p, y, share):
        told = [(t, mistakes(beyond(p, t), y == 0)) for t in np.sort(p)]
        return next((t for t, wrong in told if enough(wrong, share)), 1.0)

    return answer


def alarms(called, good):
    return np.mean(called[good])


RIGHT = {
    "other-data.last-layer": [last_layers()],
    "other-data.back-into-dollars": [errors_in_dollars()],
    "other-data.standardise": [by_scikit_learn],
    "other-data.bag": [bag_by_scikit_learn],
    "other-data.threshold": [threshold_by_sorting],
}

WRONG = {
    "other-data.last-layer": {
        "one tag only": last_layers(tags="softmax"),
        "rain below one": last_layers(rain="sigmoid"),
        "drift below one": last_layers(drift="sigmoid"),
        "several languages": last_layers(language="sigmoid"),
        "two outputs for yes or no": last_layers(fraud="softmax"),
        "a score for the class": last_layers(language="none"),
        "a score for yes": last_layers(fraud="none"),
    },
    "other-data.back-into-dollars": {
        "the half forgotten": math.sqrt(0.125) * 80_000,
        "no root": 0.25 * 80_000,
        "the loss as it is": 80_000 / 8,
        "still standardised": math.sqrt(1 / 4),
        "the mean added": 250_000 + errors_in_dollars(),
        "times the variance": 0.5 * 80_000**2,
        "times the mean": 250_000 / 2,
    },
    "other-data.standardise": {
        "later rows by themselves": tables_by(rows=lambda train, later: (train, later)),
        "all rows together": tables_by(rows=lambda train, later: [np.vstack([train, later])] * 2),
        "variance": tables_by(spread=np.var),
        "n - 1": tables_by(spread=lambda seen, axis: np.std(seen, axis=axis, ddof=1)),
        "only shifted": lambda train, later: tuple(t - train.mean(0) for t in (train, later)),
        "one mean for all features": lambda train, later: tuple(
            (t - train.sum() / train.size) / math.sqrt(np.var(train)) for t in (train, later)
        ),
        "later rows left as they are": lambda train, later: (
            by_scikit_learn(train, later)[0],
            later,
        ),
        "a later difference is lost": lost_difference,
    },
    "other-data.bag": {
        "pieces of words": pieces,
        "there or not": with_slip(counted, last=bool),
        "capital letters": with_slip(counted, plain=str),
        "signs belong to words": with_slip(counted, signs=""),
        "shares": with_slip(counted, among=len),
    },
    "other-data.threshold": {
        "of all mails": lowest(lambda called, good: np.mean(called & good)),
        "of those called spam": lowest(
            lambda called, good: np.sum(called & good) / max(np.sum(called), 1)
        ),
        "spam let through": lowest(lambda called, good: np.mean(~called[~good])),
        "at least": lowest(alarms, beyond=np.greater_equal),
        "the largest": lambda p, y, share: np.max(p),
        "fewer than allowed": lowest(alarms, enough=np.less),
        "zero for one": lowest(lambda called, good: np.mean(called[~good])),
    },
}

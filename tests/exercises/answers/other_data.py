"""Answers of the chapter other-data, made anew."""

import math

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import StandardScaler


def standardised_by_scikit_learn(train, later):
    scaler = StandardScaler().fit(train)
    return scaler.transform(train), scaler.transform(later)


def bag_by_scikit_learn(text, vocabulary):
    counter = CountVectorizer(vocabulary=vocabulary, token_pattern=r"[^\s.,;:]+")
    return counter.transform([text]).toarray()[0]


def threshold_by_sorting(p, y, share):
    """So many good mails may lie above: the next good one below them is the least it can be."""
    good = np.sort(p[y == 0])[::-1]
    allowed = int(share * len(good) + 1e-9)
    bound = good[allowed] if allowed < len(good) else -np.inf
    return p[p >= bound].min()


def table_answer(center=np.mean, spread=np.std, rows=lambda train, later: (train, train)):
    """Standardise both tables by whatever rows the answer looks at."""

    def answer(train, later):
        parts = []
        for table, seen in zip((train, later), rows(train, later), strict=True):
            width = spread(seen, axis=0)
            width[width == 0] = 1
            parts.append((table - center(seen, axis=0)) / width)
        return tuple(parts)

    return answer


def both(train, later):
    return [np.vstack([train, later])] * 2


def words_counted(text, vocabulary, *, plain=str.lower, signs=".,;:", last=float):
    table = str.maketrans(signs, " " * len(signs))
    words = plain(text).translate(table).split()
    return np.array([last(sum(word == one for one in words)) for word in vocabulary])


def lowest(called_wrong, beyond=np.greater):
    """The smallest number at which a share of mistakes, told by a function, is small enough."""

    def answer(p, y, share):
        order = np.sort(p)
        return next(t for t in order if called_wrong(beyond(p, t), y == 0) <= share + 1e-12)

    return answer


RIGHT = {
    "other-data.back-into-dollars": [(2 * 0.125 * 80_000**2) ** 0.5],
    "other-data.bag": [bag_by_scikit_learn],
    "other-data.standardise": [standardised_by_scikit_learn],
    "other-data.threshold": [threshold_by_sorting],
}

WRONG = {
    "other-data.last-layer": {
        "one tag only": {
            **dict.fromkeys(("rain", "drift"), "none"),
            **dict.fromkeys(("language", "tags"), "softmax"),
            "fraud": "sigmoid",
        },
        "several languages": {
            **dict.fromkeys(("rain", "drift"), "none"),
            **dict.fromkeys(("language", "tags", "fraud"), "sigmoid"),
        },
    },
    "other-data.back-into-dollars": {
        "the half forgotten": math.sqrt(0.125) * 80_000,
        "no root": 0.25 * 80_000,
        "the loss as it is": 80_000 / 8,
        "still standardised": math.sqrt(1 / 4),
        "the mean added": 250_000 + 40_000,
        "times the variance": 0.5 * 80_000**2,
        "times the mean": 250_000 / 2,
    },
    "other-data.standardise": {
        "later rows by themselves": table_answer(rows=lambda train, later: (train, later)),
        "all rows together": table_answer(rows=both),
        "variance": table_answer(spread=np.var),
        "n - 1": table_answer(spread=lambda seen, axis: np.std(seen, axis=axis, ddof=1)),
        "only shifted": lambda train, later: tuple(t - train.mean(0) for t in (train, later)),
        "one mean for all features": lambda train, later: tuple(
            (t - train.sum() / train.size) / math.sqrt(np.var(train)) for t in (train, later)
        ),
    },
    "other-data.bag": {
        "pieces of words": lambda text, vocabulary: np.array(
            [len(text.lower().split(word)) - 1 for word in vocabulary]
        ),
        "there or not": lambda text, vocabulary: words_counted(text, vocabulary, last=bool),
        "capital letters": lambda text, vocabulary: words_counted(text, vocabulary, plain=str),
        "signs belong to words": lambda text, vocabulary: words_counted(text, vocabulary, signs=""),
    },
    "other-data.threshold": {
        "of all mails": lowest(lambda called, good: np.sum(called & good) / len(good)),
        "of those called spam": lowest(
            lambda called, good: np.sum(called & good) / max(np.sum(called), 1)
        ),
        "at least": lambda p, y, share: min(
            [t for t in p if np.sum(p[y == 0] >= t) <= share * np.sum(y == 0)], default=1.0
        ),
        "the largest": lambda p, y, share: np.max(p),
        "zero for one": lowest(lambda called, good: np.mean(called[~good])),
    },
}

"""Early stopping with patience, on a list of validation losses."""

from __future__ import annotations

from mnist_course.exercises.judge import Arrays, Exercise, Mistake


def early_stopping(losses, patience):
    """Return (best, stopped): epochs, counted from 1."""
    best, lowest = 1, losses[0]
    for epoch, loss in enumerate(losses, 1):
        if loss < lowest:
            best, lowest = epoch, loss
        if epoch - best >= patience:
            return best, epoch
    return best, len(losses)


def _first_rise(losses, patience):
    for i in range(1, len(losses)):
        if losses[i] >= losses[i - 1]:
            return i, i + 1
    return len(losses), len(losses)


def _compared_with_the_last(losses, patience):
    waited = 0
    for i in range(1, len(losses)):
        waited = waited + 1 if losses[i] >= losses[i - 1] else 0
        if waited >= patience:
            return i + 1 - patience, i + 1
    return len(losses), len(losses)


def _from_zero(losses, patience):
    best, stopped = early_stopping(losses, patience)
    return best - 1, stopped - 1


def _one_more(losses, patience):
    return early_stopping(losses, patience + 1)


def _last_weights(losses, patience):
    stopped = early_stopping(losses, patience)[1]
    return stopped, stopped


def _best_of_all(losses, patience):
    best = min(range(len(losses)), key=losses.__getitem__) + 1
    return best, early_stopping(losses, patience)[1]


def _never(losses, patience):
    best = min(range(len(losses)), key=losses.__getitem__) + 1
    return best, len(losses)


def _ties_count(losses, patience):
    best, lowest = 1, losses[0]
    for epoch, loss in enumerate(losses, 1):
        if loss <= lowest:
            best, lowest = epoch, loss
        if epoch - best >= patience:
            return best, epoch
    return best, len(losses)


EXERCISE = Exercise(
    kind="code",
    reference=early_stopping,
    compare=Arrays("best", "stopped"),
    cases=(
        ([0.9, 0.5, 0.6, 0.7, 0.4], 2),
        ([0.9, 0.6, 0.7, 0.5, 0.55, 0.52, 0.51, 0.3], 3),
        ([0.9, 0.8, 0.7], 2),
        ([0.9, 0.5, 0.6, 0.7, 0.8, 0.9, 0.3], 2),
        ([0.9, 0.5, 0.5, 0.5, 0.4], 2),
        ([0.5, 0.6, 0.55, 0.53, 0.2], 3),
        ([0.9, 0.5, 0.6, 0.4, 0.3], 1),
    ),
    mistakes=(
        Mistake(
            "patience ignored",
            _first_rise,
            "You stop at the first rise. Patience allows for some epochs without improvement.",
        ),
        Mistake(
            "compared with the epoch before",
            _compared_with_the_last,
            "You compare each loss with the one before it. A loss can fall and still be above the "
            "lowest so far: compare with that.",
        ),
        Mistake(
            "counted from 0",
            _from_zero,
            "Right, but counted from 0. Epochs are counted from 1 here.",
        ),
        Mistake(
            "one epoch too patient",
            _one_more,
            "You wait one epoch longer: training ends as soon as `patience` epochs in a row have "
            "brought no improvement.",
        ),
        Mistake(
            "the last epoch for the best",
            _last_weights,
            "You give the epoch at which training ends in both places. The best is an earlier one.",
        ),
        Mistake(
            "the two exchanged",
            lambda losses, patience: early_stopping(losses, patience)[::-1],
            "Right, but in the other order: first the best epoch, then the one at which training "
            "ends.",
        ),
        Mistake(
            "a look into the future",
            _best_of_all,
            "Your best epoch may lie after the end: whoever stops never sees the later losses.",
        ),
        Mistake(
            "never stopped",
            _never,
            "You look at the whole list. Training ends when patience is used up, and what comes "
            "after it is never computed.",
        ),
        Mistake(
            "an equal loss taken for an improvement",
            _ties_count,
            "A loss that only equals the lowest is no improvement.",
        ),
    ),
    hints=(
        "What must be remembered from epoch to epoch?",
        "Remember the lowest loss so far and its epoch. In each epoch, look first whether it is "
        "beaten, and then whether patience is used up.",
        "Patience is used up when `epoch - best >= patience`. Then return `best, epoch`; at the "
        "end of the list, `best, len(losses)`.",
    ),
    way="Keep the lowest loss and its epoch. When the present epoch is `patience` or more after "
    "the best one, training ends there; if that never happens, it ends with the list.",
    note="The losses after the end are never computed, and one of them may be lower: that is the "
    "price of impatience.",
)

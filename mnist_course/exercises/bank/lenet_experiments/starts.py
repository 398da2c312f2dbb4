"""How many starts make a small difference visible."""

from __future__ import annotations

from mnist_course.exercises.judge import Exercise, Mistake, Number

EXERCISE = Exercise(
    kind="compute",
    stub="starts = ...",
    solution="starts = int(np.ceil((np.sqrt(2) * 0.14 / 0.05) ** 2))",
    reference=16,
    compare=Number(rtol=1e-9),
    mistakes=(
        Mistake(
            "one mean only",
            8,
            "This is right for a single mean. A difference has two means, and both vary.",
        ),
        Mistake("one mean only", 7.84, "A difference has two means, and both vary: there is a √2."),
        Mistake(
            "root forgotten",
            4,
            "The standard deviation of a mean falls with the root of n, so n grows with the square "
            "of the factor.",
        ),
        Mistake(
            "not a whole number",
            15.68,
            "The formula is right. A number of starts is whole: round up.",
        ),
        Mistake("one too few", 15, "With 15 starts it is still a little above 0.05. Round up."),
        Mistake(
            "2 in place of its root",
            32,
            "The difference of two means varies with √2 times the standard deviation, not with 2 "
            "times.",
        ),
    ),
    hints=(
        "Write down the standard deviation of the difference as a formula with n.",
        "√2 · 0.14 / √n is to be at most 0.05. Square both sides.",
        "n is at least (√2 · 0.14 / 0.05)² = 15.68.",
    ),
    way="√2 · 0.14 / √n ≤ 0.05 gives n ≥ (0.198 / 0.05)² = 15.7, so 16 starts for each of the two "
    "networks.",
    note="Pairs with the same start can do with fewer, if the two networks of a pair have luck "
    "together.",
)

"""Questions on pooling."""

from mnist_course.exercises.quiz import Question, right, wrong

QUIZ = (
    Question(
        "A map says at each place how strongly it answers to a stroke. You want to know whether "
        "there is a strong answer *anywhere* in a window, even at one place only. Which number do "
        "you keep?",
        (
            right(
                "The maximum",
                "It reports a single strong answer at full height, wherever in the window it "
                "stands.",
            ),
            wrong(
                "The mean",
                "A single answer of 8 beside three zeros becomes 2, like four weak answers of 2.",
            ),
            wrong(
                "The upper left number",
                "It misses three places of four, and with them most single answers.",
            ),
        ),
    ),
    Question(
        "A dot moves one pixel to the right. For which share of its possible columns does a "
        "pooled map with windows of 4 × 4 stay the same?",
        (
            wrong(
                "For all: pooling is invariant",
                "Inside a window the move is forgotten. From the last column of a window it leads "
                "into the next one, and the map changes.",
            ),
            wrong(
                "For half of them",
                "That is the share for windows of 2.",
            ),
            right(
                "For three quarters of them",
                "Three of the four columns of a window have their right neighbour in the same "
                "window.",
            ),
        ),
    ),
    Question(
        "A convolution with stride 2 is replaced by the same convolution with stride 1, followed "
        "by pooling of 2 × 2. What grows?",
        (
            wrong(
                "The number of parameters",
                "Stride and pooling have none. The filters are the same.",
            ),
            right(
                "The work of the convolution",
                "It now computes about four answers where it computed one, and pooling keeps one "
                "number of the four.",
            ),
            wrong(
                "The maps that the next layer gets",
                "Both ways halve the height and the width.",
            ),
        ),
    ),
    Question(
        "The window holds 1, 4, 2, 3, max pooling keeps the 4, and the gradient there is 6. What "
        "does the pixel with the 3 get?",
        (
            wrong(
                "1.5",
                "That would be its share under *average* pooling, where all four count a quarter.",
            ),
            wrong(
                "1.8, in proportion to its value",
                "A small change of the 3 does not change the maximum at all, so its slope is 0.",
            ),
            right(
                "0",
                "The maximum depends on the 4 alone, so the 4 gets all of it.",
            ),
        ),
    ),
    Question(
        "Which observation shows that pooling does *not* make a network invariant to moves?",
        (
            wrong(
                "Its maps are smaller than without pooling.",
                "Small maps could still stay the same under a move. Size is not the point.",
            ),
            right(
                "Digits moved by four pixels are mostly read wrongly.",
                "An invariant network would answer as before. Pooling forgives a little, and no "
                "more.",
            ),
            wrong(
                "It knows its training images by heart.",
                "That is overfitting. It says nothing about moved images.",
            ),
        ),
    ),
)

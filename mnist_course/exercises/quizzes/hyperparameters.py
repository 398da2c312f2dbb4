"""Questions on hyperparameters."""

from mnist_course.exercises.quiz import Question, right, wrong

QUIZ = (
    Question(
        "Run A: accuracy 10 %, the loss constant for five epochs. Run B: accuracy 10 %, the loss "
        "falls a little in each. Which deserves more epochs?",
        (
            wrong(
                "Neither: both are at chance.",
                "The accuracy changes only when another output becomes the largest. The loss sees "
                "the small steps before that.",
            ),
            right(
                "B",
                "It learns, slowly. Better than waiting is a larger learning rate.",
            ),
            wrong(
                "A, because it has not begun yet",
                "Where nothing moves for five epochs, outputs may be saturated. It needs a "
                "smaller $\\eta$ and a new start.",
            ),
        ),
    ),
    Question(
        "You want to try four learning rates between 0.0001 and 1. Which row?",
        (
            wrong(
                "0.25, 0.5, 0.75, 1",
                "All four lie within a factor of 4. The three decades below 0.1 are never seen.",
            ),
            wrong(
                "0.0001, 0.0002, 0.0003, 0.0004",
                "Equal differences at the lower end: the whole row covers a factor of 4.",
            ),
            right(
                "0.0001, 0.002, 0.05, 1",
                "Equal factors, about 20 each. What counts with a learning rate is the factor.",
            ),
        ),
    ),
    Question(
        "One run with 30 hidden units ends at 95.4 %, one run with 100 at 96.0 %. What do you "
        "know about the number of units?",
        (
            right(
                "Little: each number holds the luck of one start.",
                "Other starts of the same settings may differ by more than these two runs. Repeat "
                "both.",
            ),
            wrong(
                "100 units are better here.",
                "So it looked in the published pair of runs. With the same first weights our "
                "medians said the opposite.",
            ),
            wrong(
                "They make no difference.",
                "That is as little shown as the contrary. A difference may be there and hidden by "
                "luck.",
            ),
        ),
    ),
    Question(
        "You compare 20 settings on the validation images, take the best, and report its "
        "*validation* accuracy. Is that number fair?",
        (
            wrong(
                "Yes, the network has not learned from these images.",
                "They have chosen it. The best of 20 is partly the luckiest on just these images.",
            ),
            wrong(
                "No, it is too low: the test images are easier.",
                "Nothing says that. The bias of a number that has chosen goes upwards.",
            ),
            right(
                "No, on average it is somewhat too high.",
                "It won because it was high, luck included. The test images, which chose nothing, "
                "give the fair number.",
            ),
        ),
    ),
    Question(
        "Fifty equally good networks are compared on the same test images, and the best number is "
        "reported. With which test set does it flatter more?",
        (
            wrong(
                "With 10,000 images: there are more to be lucky on",
                "Luck with single images averages out. With more images the numbers lie closer to "
                "the truth.",
            ),
            right(
                "With 400 images",
                "The luck of a measured accuracy grows when the pile shrinks, with one over the "
                "root of its size: here five times as much.",
            ),
            wrong(
                "With both alike: it is the best of fifty each time",
                "How far the best stands out depends on how widely the fifty scatter, and they "
                "scatter more on a small pile.",
            ),
        ),
    ),
)

"""Questions on LeNet-5."""

from mnist_course.exercises.quiz import Question, right, wrong

QUIZ = (
    Question(
        "You halve C5 from 120 to 60 units. What becomes about half as large?",
        (
            wrong(
                "The time for one image",
                "Most of the multiplications stand in C1 and C3, which have not changed. About "
                "seven per cent are saved.",
            ),
            right(
                "The file with the weights",
                "C5 and F6 lose about 29,100 of the 61,706 parameters.",
            ),
            wrong(
                "Both",
                "Weights and work lie at different places of this network: the weights in the "
                "dense layers, the work in the convolutions.",
            ),
        ),
    ),
    Question(
        "An image of 28 × 28 goes through LeNet's convolutions and poolings *without* the border "
        "of zeros in C1. How large are the maps of S4?",
        (
            wrong(
                "5 × 5, as always",
                "Without the border, C1 gives 24 × 24 and not 28 × 28.",
            ),
            wrong(
                "3 × 3",
                "You have taken away one window too many: each pooling halves, and C3 takes away "
                "4.",
            ),
            right(
                "4 × 4",
                "28 becomes 24, 12, 8 and at last 4.",
            ),
        ),
    ),
    Question(
        "Between two digits of a cheque the network says 7 with a probability of 95 %. What does "
        "that mean?",
        (
            right(
                "Of the ten digits, it prefers the 7.",
                '"None of them" is not on the list, so the whole probability is divided among '
                "ten digits.",
            ),
            wrong(
                "There is a 7 with a chance of 95 %.",
                "That would suppose that there is a digit. What the window shows was never among "
                "the training images.",
            ),
            wrong(
                "The network is broken.",
                "It does what it was trained for: to name one of ten digits, whatever it sees.",
            ),
        ),
    ),
    Question(
        "Single digits are read rightly in 98.7 % of the cases, independently. An account number "
        "has ten digits. How many numbers contain a mistake?",
        (
            wrong(
                "About one in 77",
                "That is the rate for a single digit. A number is right only if all ten are.",
            ),
            wrong(
                "About one in sixteen",
                "That holds for amounts of five digits, as on the cheque.",
            ),
            right(
                "About one in eight",
                "$0.987^{10}$ is about 0.88, so 12 of 100 contain a mistake.",
            ),
        ),
    ),
    Question(
        "NumPy and Keras hold the same weights, and their scores differ by a millionth. How do "
        "you find out whether that is rounding or a mistake?",
        (
            wrong(
                "Train both and compare their accuracy.",
                "Even some wrong gradients left no trace in the accuracy. It is much too coarse "
                "for a millionth.",
            ),
            right(
                "Compute both with 64 bits and see whether it shrinks.",
                "Rounding shrinks with the number of digits; a mistake stays as it is.",
            ),
            wrong(
                "It must be a mistake: equal weights, equal scores.",
                "With 32 bits sums in another order differ in the last digits.",
            ),
        ),
    ),
)

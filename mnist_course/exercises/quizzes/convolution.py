"""Questions on convolution."""

from mnist_course.exercises.quiz import Question, right, wrong

QUIZ = (
    Question(
        "A layer of 16 filters of 3 × 3 gets images of twice the height and twice the width, with "
        "as many channels. How many parameters has it now?",
        (
            right(
                "As many as before",
                "A filter has weights for its window and its channels. The size of the image does "
                "not enter.",
            ),
            wrong(
                "Four times as many",
                "The *maps* have about four times as many numbers. The same weights make them.",
            ),
            wrong(
                "Twice as many",
                "Neither rows nor columns enter the number of parameters, only window, channels "
                "and filters.",
            ),
        ),
    ),
    Question(
        "The windows of a network end in maps with stride 1, and of each map only the largest "
        "number is kept. The digit moves by three pixels, well inside the image. What happens to "
        "the numbers kept?",
        (
            wrong(
                "They change: each window sees something new.",
                "Each window does. But what it saw before, another window sees now, with the same "
                "weights.",
            ),
            wrong(
                "They move by three places.",
                "The maps do. What was kept of each map is one number, and it has no place.",
            ),
            right(
                "They stay as they are.",
                "The maps move along (equivariance), and their largest number does not ask where "
                "it stands (invariance).",
            ),
        ),
    ),
    Question(
        "For which data is a window with shared weights a promising first layer?",
        (
            wrong(
                "A patient's age, weight and blood pressure",
                "The order of the columns is arbitrary, and a weight for age has no reason to be "
                "one for blood pressure too.",
            ),
            right(
                "A recording of sound, moment after moment",
                "Neighbouring moments belong together, and the same sound may come at any time. "
                "The window slides along time.",
            ),
            wrong(
                "How often each word occurs in a letter, by alphabet",
                "Neighbours in the alphabet have nothing to do with each other. It is like digits "
                "with shuffled pixels.",
            ),
        ),
    ),
    Question(
        "With stride 1, which padding keeps the size of the image for a kernel of 7 × 7?",
        (
            wrong(
                "7",
                "Then the map would have $H + 14 - 7 + 1 = H + 8$ rows.",
            ),
            wrong(
                "1",
                "That keeps the size for a kernel of 3 × 3.",
            ),
            right(
                "3",
                "$H + 2 \\cdot 3 - 7 + 1 = H$. In general it is half of the kernel's size, "
                "rounded down, if the size is odd.",
            ),
        ),
    ),
    Question(
        "On MNIST as it is, weights of their own at each place did as well as shared ones. What "
        "does that say about sharing?",
        (
            wrong(
                "That it is useless",
                "It saved seventeen eighteenths of the parameters, and with scattered digits it "
                "was ahead on every seed.",
            ),
            right(
                "That its worth depends on where things lie",
                "MNIST's digits are centred. When they were moved about, sharing paid, and most "
                "with few images.",
            ),
            wrong(
                "That more images would have shown its worth",
                "Its lead on scattered digits was larger with 1,000 images than with 10,000.",
            ),
        ),
    ),
)

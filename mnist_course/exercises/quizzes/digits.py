"""Questions on digits, pixels and piles of images."""

from mnist_course.exercises.quiz import Question, right, wrong

QUIZ = (
    Question(
        "The array `batch` has the shape `(64, 28, 28, 1)`. What is `batch[5, 3]`?",
        (
            wrong(
                "One pixel: row 5, column 3.",
                "The first axis counts the images, so the 5 has already chosen an image.",
            ),
            wrong(
                "Column 3 of image 5.",
                "Rows come before columns. The column would be `batch[5, :, 3]`.",
            ),
            right(
                "Row 3 of image 5.",
                "Each index takes away one axis, from the left: first the image, then the row. "
                "The shape `(28, 1)` is left: 28 pixels with one channel.",
            ),
        ),
    ),
    Question(
        "All 784 pixels of every image, old and new, are moved about by one fixed order. How does "
        "the nearest mean digit do now?",
        (
            wrong(
                "It guesses: nothing is left to be seen.",
                "Nothing is left for our eyes. The rule adds up 784 squared differences, and a "
                "sum does not ask for the order of its terms.",
            ),
            right(
                "As before, to the last digit.",
                "The means are moved about like the images, so each distance adds up the same "
                "differences in another order.",
            ),
            wrong(
                "Worse, because strokes are torn apart.",
                "The rule never used strokes. It compares pixel with pixel, and asks none of them "
                "for its neighbour.",
            ),
        ),
    ),
    Question(
        "Which of these may stand as a plain number in the target, without a false order?",
        (
            right(
                "Tomorrow's temperature.",
                "Half way between 10 and 20 degrees lies a temperature, and 19 is nearer to 20 "
                "than 10 is. The order is real.",
            ),
            wrong(
                "The post code of a town.",
                "It is written with digits, but it is a name: half way between two codes may lie "
                "no town, or one far away from both.",
            ),
            wrong(
                "The maker of a car, numbered from 0.",
                "The numbering is ours. A program that hesitates between makers 0 and 2 would "
                "answer 1, of which it never thought.",
            ),
        ),
    ),
    Question(
        "`image` has the dtype `uint8`. What does `image * 2 / 255` give for a pixel of 200?",
        (
            wrong(
                "1.57",
                "That is what the formula says. But the product is computed first, in `uint8`, "
                "where no number exceeds 255.",
            ),
            wrong(
                "An error message",
                "NumPy says nothing when `uint8` numbers run over. It counts on from 0.",
            ),
            right(
                "0.56",
                "Twice 200 is 400, and after 255 counting goes on from 0: 144 is left, and "
                "144/255 is 0.56. Scale first, then calculate.",
            ),
        ),
    ),
    Question(
        "You try 200 rules on the test images and report the test accuracy of the best. What is "
        "wrong with the number?",
        (
            wrong(
                "Nothing: no rule has learned from these images.",
                "They have chosen a rule, and that is enough: the best of 200 is good and lucky, "
                "and the luck is in its figure.",
            ),
            right(
                "It is probably higher than on other new images.",
                "The winner of 200 was partly lucky with just these images. Choose on the "
                "validation set, and the test figure stays clean.",
            ),
            wrong(
                "It says nothing: the rule may be the worst of all.",
                "The rule may well be a good one. Only its figure flatters.",
            ),
        ),
    ),
)

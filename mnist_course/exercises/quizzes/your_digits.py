"""Questions on reading one's own digits."""

from mnist_course.exercises.quiz import Question, right, wrong

QUIZ = (
    Question(
        "A network reads 99 of 100 MNIST digits. You shrink photos of your own digits to 28 × 28 "
        "pixels, and it reads four of ten. What do you look at first?",
        (
            wrong(
                "The network: it needs more layers.",
                "It reads digits that were prepared like its own. Another network would meet the "
                "same strange pictures.",
            ),
            right(
                "The 28 × 28 pixels that it was given, beside some of MNIST's",
                "Size and place show at a glance, and they decide.",
            ),
            wrong(
                "Your handwriting",
                "Hands differ, but the experiment moved MNIST's own digits, and the same happened.",
            ),
        ),
    ),
    Question(
        "On digits laid on a sheet, leaving out the grey edges cost next to nothing. What may "
        "you conclude?",
        (
            wrong(
                "Grey edges are never worth anything.",
                "These were strokes several pixels wide. With thin ones, whose middle no new pixel "
                "hits, it may be otherwise.",
            ),
            right(
                "For these digits and these networks, all ink or all paper is enough.",
                "That was measured, and no more.",
            ),
            wrong(
                "The networks were trained without grey.",
                "They were trained on MNIST, whose edges are grey.",
            ),
        ),
    ),
    Question(
        "All three networks say 7, each at least 90 % sure. What can still be wrong?",
        (
            wrong(
                "Nothing: three networks do not err together.",
                "They learned from the same images, and a picture that stands in the wrong place "
                "misleads them together.",
            ),
            wrong(
                "At most the digit is written badly.",
                "Badly prepared is the greater danger; and it may be no digit at all.",
            ),
            right(
                "The preparation, or it is no digit at all",
                "A 4 left in its corner and a question mark were both a sure 7.",
            ),
        ),
    ),
    Question(
        "Why is the ink's centre of mass brought to the middle, and not the middle of its "
        "rectangle?",
        (
            right(
                "Because MNIST's makers did so; a network expects what it has seen.",
                "The rule itself is a choice. What costs accuracy is to train with one rule and to "
                "read with another.",
            ),
            wrong(
                "Because the middle of a rectangle cannot be computed exactly.",
                "It is easier to compute than the centre of mass.",
            ),
            wrong(
                "Because a network cannot read a digit that is not centred by its mass.",
                "The LeNet-5 of the pages, which saw moved digits in training, loses almost "
                "nothing by the other rule.",
            ),
        ),
    ),
)

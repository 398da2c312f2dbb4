"""Questions on gradient descent."""

from mnist_course.exercises.quiz import Question, right, wrong

QUIZ = (
    Question(
        "A valley has the curvatures 1 and 50. What does gradient descent do with $\\eta = 0.05$?",
        (
            wrong(
                "It arrives, since 0.05 is far below 2.",
                "That bound belongs to the flat direction. The largest curvature sets the bound "
                "for both: $2/50 = 0.04$.",
            ),
            right(
                "It runs away across the valley.",
                "The factor there is $1 - 0.05 \\cdot 50 = -1.5$: each step overshoots by more "
                "than the one before.",
            ),
            wrong(
                "It is slow along the floor, and arrives.",
                "Along the floor it is slow, with the factor 0.95. Across the valley it has left "
                "long ago.",
            ),
        ),
    ),
    Question(
        "The learning rate is halved after every epoch. From far away, with noisy steps: what may "
        "go wrong?",
        (
            wrong(
                "Nothing, since the rate falls to 0",
                "Falling is one condition. The steps together must also be able to go any "
                "distance.",
            ),
            wrong(
                "It never settles.",
                "It settles, and perhaps too soon. A *constant* rate does not settle.",
            ),
            right(
                "It may come to rest before it arrives.",
                "All steps together have a finite length: half, a quarter, an eighth … So it "
                "stops somewhere, wherever it is.",
            ),
        ),
    ),
    Question(
        "An article compares method A at the rate 0.01 with method B at 0.001, both a library's "
        "defaults, and B wins. What has it shown?",
        (
            right(
                "That B at 0.001 beats A at 0.01",
                "Method and rate were changed together. In our comparison most of such a lead "
                "belonged to the rate.",
            ),
            wrong(
                "That B is the better method",
                "Give each method its own best rate first. Then little of the lead may be left.",
            ),
            wrong(
                "Nothing at all",
                "It has shown something, about these two settings. It has not shown which of the "
                "two knobs did it.",
            ),
        ),
    ),
    Question(
        "You train on 10,001 images in batches of 100, and the accuracy after each epoch jumps. "
        "What do you look at first?",
        (
            wrong(
                "The batch size, which is no power of two",
                "Powers of two had no advantage over their neighbours that we could see.",
            ),
            wrong(
                "The order, which should be fixed",
                "A fixed order is no better than a new one, and the last batch would be as small.",
            ),
            right(
                "The last batch, which holds one image",
                "Its single noisy step is as long as any other, and comes last before you "
                "measure. Leave the rest of the epoch out and see.",
            ),
        ),
    ),
    Question(
        "One feature is given in metres instead of millimetres, so its numbers are a thousand "
        "times smaller. What happens to the curvature along its weight?",
        (
            wrong(
                "It becomes a thousand times smaller.",
                "The curvature is the mean of $x^2$: the factor enters twice.",
            ),
            right(
                "It becomes a million times smaller.",
                "It is the mean of $x^2$, here for half the mean squared error. With the old "
                "$\\eta$ this weight hardly moves.",
            ),
            wrong(
                "It stays: the same houses, the same valley.",
                "The houses are the same, but the weight now has another unit, and the valley "
                "lies in the plane of the weights.",
            ),
        ),
    ),
)

"""Questions on activation functions."""

from mnist_course.exercises.quiz import Question, right, wrong

QUIZ = (
    Question(
        "A network 784-300-300-10 has no bend in its hidden layers, and softmax at the end. What "
        "can it compute that softmax regression cannot?",
        (
            wrong(
                "Something: it has forty times as many parameters.",
                "The number of parameters does not matter here. Multiplied out, they are one "
                "matrix and one row of biases.",
            ),
            wrong(
                "Curved boundaries between digits",
                "A straight line of a straight line is a straight line, so its boundaries are "
                "those of one layer.",
            ),
            right(
                "Nothing",
                "The layers melt into one, with $W = W_1 W_2 W_3$.",
            ),
        ),
    ),
    Question(
        "Somebody proposes $f(z) = \\lvert z \\rvert$ for the hidden layers. Do these layers "
        "still melt into one?",
        (
            right(
                "No: it has a corner at 0.",
                "At the corner the slope changes from $-1$ to $1$. A single straight line cannot "
                "do that.",
            ),
            wrong(
                "Yes: it consists of straight lines.",
                "So does ReLU. What counts is that the *whole* function is not one straight line.",
            ),
            wrong(
                "Yes: only smooth functions bend.",
                "A corner is a bend, and the sharpest one.",
            ),
        ),
    ),
    Question(
        "In a deep sigmoid network, larger first weights brought the gradient back, although the "
        "slopes became smaller. What does that show?",
        (
            wrong(
                "That larger weights are always better",
                "In the chain of the live figure, with all weights positive, they made things "
                "worse.",
            ),
            right(
                "That weight times slope is what counts",
                "The gradient is multiplied by both in each layer. The quarter is one half of the "
                "story.",
            ),
            wrong(
                "That the quarter in the formula was wrong",
                "The slope of a sigmoid is at most a quarter whatever the weights are.",
            ),
        ),
    ),
    Question(
        "In the first hidden layer a ReLU unit is negative for every training image. What will "
        "bring it back?",
        (
            wrong(
                "More epochs",
                "Its slope is 0 for each image, so all gradients of its weights are 0, in every "
                "epoch.",
            ),
            wrong(
                "A larger learning rate",
                "Any number times a gradient of 0 is 0.",
            ),
            right(
                "No step of plain gradient descent on these images",
                "In the experiment not one weight of such a unit changed by a single bit. The "
                "first cure comes before: a shorter step.",
            ),
        ),
    ),
    Question(
        "A network is to predict the price of a house in euros. What comes after the last sum?",
        (
            wrong(
                "A ReLU, because no price is negative",
                "It fits the range. But where the sum is negative the slope is 0, and the network "
                "would not learn from that house.",
            ),
            right(
                "No bend at all",
                "A quantity may be any number, so the output is the sum itself.",
            ),
            wrong(
                "A sigmoid, because it can be learned well",
                "Its values lie between 0 and 1, out of reach of any price.",
            ),
        ),
    ),
)

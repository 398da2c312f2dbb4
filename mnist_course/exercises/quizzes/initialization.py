"""Questions on initialization."""

from mnist_course.exercises.quiz import Question, right, wrong

QUIZ = (
    Question(
        "Two tanh units have equal weights and biases on their inputs. Their weights to the only "
        "output are 0.5 and −0.5. Are they equal after one step?",
        (
            wrong(
                "Yes: they compute the same.",
                "Forward they do. But backward each collects its blame along its own weight to "
                "the output.",
            ),
            right(
                "No: their blames have opposite signs.",
                "$\\delta = f'(z) \\, \\delta_k w_k$ differs in the sign of $w_k$, so (unless the "
                "blame is 0) their weights move in opposite directions.",
            ),
            wrong(
                "No: tanh gives them different activations.",
                "Equal sums give equal activations, with every function.",
            ),
        ),
    ),
    Question(
        "Weights from $\\mathcal N(0, 1)$, inputs of the same mean square. One layer has 100 "
        "inputs, another 400. How do the spreads of their sums compare?",
        (
            wrong(
                "They are equal: so are the weights.",
                "Each sum has four times as many terms, and variances of independent terms add up.",
            ),
            wrong(
                "The second is four times as large.",
                "The *variance* is. The spread, the standard deviation, is its root.",
            ),
            right(
                "The second is twice as large.",
                "Four times the variance is twice the standard deviation.",
            ),
        ),
    ),
    Question(
        "A layer has 10 inputs and 1,000 units, and starts with $1/\\sqrt{d_\\text{in}}$. All "
        "slopes are 1. What becomes of the spread of the blame on its way back through the layer?",
        (
            right(
                "It grows tenfold.",
                "$d_\\text{out} \\operatorname{Var}(w) = 1000 / 10 = 100$, and the root of that "
                "is 10.",
            ),
            wrong(
                "It keeps its size.",
                "Forward this start keeps the sums. Backward the number of *outputs* counts, and "
                "there are a hundred times as many.",
            ),
            wrong(
                "It grows a hundredfold.",
                "That is the factor of the mean square. The spread is its root.",
            ),
        ),
    ),
    Question(
        "A digit is silent: its output stays near 0 for its own images too. It is told of its "
        "error at each of them. Why does that not repair it?",
        (
            wrong(
                "The error is too small.",
                "At the digit's own images it is nearly 1. Ten times the error woke none.",
            ),
            right(
                "The flat sigmoid multiplies it by almost nothing.",
                "With 0.1 added to the slope on the way back alone, all silent digits woke.",
            ),
            wrong(
                "There are too few images of the digit.",
                "They are a tenth of all, as for the other digits. The same images woke it as "
                "soon as the slope was changed.",
            ),
        ),
    ),
    Question(
        '"The run got stuck because the first steps were too long." Which run tests this story?',
        (
            wrong(
                "Another start, with shorter first steps",
                "Two things have changed now, the start and the steps, and either may have helped.",
            ),
            wrong(
                "The same run once more, for longer",
                "It may end better or not. The steps, which are blamed, have not been turned.",
            ),
            right(
                "The same starts and order, with shorter first steps",
                "The blamed knob is turned and nothing else, over several seeds. Here it cleared "
                "the long steps for one start, and convicted them for another.",
            ),
        ),
    ),
)

"""Questions on backpropagation."""

from mnist_course.exercises.quiz import Question, right, wrong

QUIZ = (
    Question(
        "Along a weight the slope of the loss is exactly 0 for one image. Which of these *cannot* "
        "be the reason?",
        (
            wrong(
                "The activation before it is 0.",
                "The slope is activation times blame, so this makes it 0. A pixel of paper does "
                "it.",
            ),
            right(
                "The weight itself is 0.",
                "Its own value does not enter its slope: that is activation before it times blame "
                "behind it.",
            ),
            wrong(
                "The blame of the neuron behind it is 0.",
                "The slope is activation times blame, so this makes it 0, as with a silent ReLU.",
            ),
        ),
    ),
    Question(
        "In a network of three layers a gradient check finds $W_1$ and $b_1$ wrong and all others "
        "right. Where do you look?",
        (
            wrong(
                "At the slope of the loss, where everything begins",
                "A mistake there would spoil the gradients of the upper layers too.",
            ),
            wrong(
                "At the images that go into the first layer",
                "They enter the gradient of $W_1$ but not that of $b_1$, which is wrong as well.",
            ),
            right(
                "Between the blame of layer 2 and that of layer 1",
                "The blame of layer 2 gave right gradients; that of layer 1 did not. The step "
                "between the two is left.",
            ),
        ),
    ),
    Question(
        "Why do all slopes together cost only about as much as one more look at the image?",
        (
            right(
                "The ways to the loss share their ends.",
                "What is behind a neuron is worked out once, as its blame, and used by all the "
                "weights that lead to it.",
            ),
            wrong(
                "Most slopes are 0 and can be skipped.",
                "Many are 0, as behind every pixel of paper. They are computed like all others, "
                "and cost the same.",
            ),
            wrong(
                "Only a random part of them is computed.",
                "All of them are computed, exactly. What is random is which images stand in the "
                "batch.",
            ),
        ),
    ),
    Question(
        "A sigmoid output with the quadratic cost says 0.999, and the truth is 0. A step changes "
        "hardly anything. What makes the blame small?",
        (
            wrong(
                "The error, which is small",
                "The error is 0.999, about as large as it can be.",
            ),
            right(
                "The slope of the sigmoid",
                "At 0.999 it is $0.999 \\cdot 0.001$, so the blame is about a thousandth. "
                "Cross-entropy cancels this factor.",
            ),
            wrong(
                "The activations of the hidden layer",
                "They enter the slopes along the weights, and not the blame of the output.",
            ),
        ),
    ),
    Question(
        "A gradient check in `float32` with $\\varepsilon = 10^{-9}$ calls a gradient wrong by a "
        "half. What do you suspect first?",
        (
            wrong(
                "The formula of the gradient",
                "It may be wrong, but this check cannot tell. Repeat it in `float64` with "
                "$\\varepsilon = 10^{-5}$.",
            ),
            wrong(
                "That the step is too long for the curve",
                "It is very short. The error of the straight line falls with the square of "
                "$\\varepsilon$.",
            ),
            right(
                "The check",
                "The two losses agree in nearly all of the 7 digits that `float32` holds, so "
                "their difference is mostly rounding.",
            ),
        ),
    ),
)

"""Questions on what came after LeNet-5."""

from mnist_course.exercises.quiz import Question, right, wrong

QUIZ = (
    Question(
        "A plain network of 56 layers has a larger error than one of 20 layers, on its training "
        "images too. What does that say?",
        (
            wrong(
                "It has learned by heart.",
                "Then its error on the training images would be small.",
            ),
            right(
                "It is harder to train: it could do what the shorter one does, and does not.",
                "36 of its layers could pass on what comes in. Gradient descent does not find "
                "that.",
            ),
            wrong(
                "It has too few weights.",
                "It has more weights than the shorter one has.",
            ),
        ),
    ),
    Question(
        "In a block $x + g(x)$ all weights of the body are 0. What does the block do?",
        (
            wrong(
                "It gives 0 whatever comes in.",
                "The body gives 0; the shortcut adds x.",
            ),
            wrong(
                "It doubles x.",
                "x is added once, and the body adds 0.",
            ),
            right(
                "It hands on x, and hands back the gradient.",
                "This is why a network that begins so is no harder to train than one without the "
                "block.",
            ),
        ),
    ),
    Question(
        "With ReLU and He's start the gradient of a plain network of 52 layers is about equally "
        "large in all of them, and yet it hardly learns. What follows?",
        (
            right(
                "A gradient that vanishes cannot be the reason here.",
                "It does not vanish. Something else stands in the way, and the chapter does not "
                "know all of it.",
            ),
            wrong(
                "The gradient vanishes all the same, later.",
                "Nobody measured that. What was measured is large at the start.",
            ),
            wrong(
                "The learning rate was badly chosen.",
                "Each network had the best of three rates.",
            ),
        ),
    ),
    Question(
        "Residual blocks are started with He's weights, and nothing else is done. What happens to "
        "the activations as blocks are added?",
        (
            wrong(
                "They stay as large: He's recipe sees to it.",
                "It does for the body. But x comes on top, and the sum is larger than either.",
            ),
            right(
                "They grow by a factor with every block.",
                "Fifty layers on, they are thousands of times as large. Batch normalization or a "
                "smaller start of the bodies prevents it.",
            ),
            wrong(
                "They vanish.",
                "Nothing takes away from x; the body only adds to it.",
            ),
        ),
    ),
    Question(
        "A network has a top-five error of 5 %. What is its accuracy?",
        (
            wrong(
                "95 %",
                "Its best answer may be wrong in many more cases: one of five guesses must be "
                "right.",
            ),
            right(
                "At most 95 %",
                "Whoever names the class at first also has it among five.",
            ),
            wrong(
                "At least 95 %",
                "The other way round: five guesses are right at least as often as one.",
            ),
        ),
    ),
)

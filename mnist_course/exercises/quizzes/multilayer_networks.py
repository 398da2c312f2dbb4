"""Questions on multilayer networks."""

from mnist_course.exercises.quiz import Question, right, wrong

QUIZ = (
    Question(
        "A network with two hidden units has come to rest with two points of XOR wrong. What "
        "follows?",
        (
            wrong(
                "Two units are too few for XOR.",
                "Weights by hand show that two are enough. What can be computed and what is "
                "learned are two questions.",
            ),
            right(
                "Nothing about which weights exist",
                "This start did not find them; others did. More units make more starts succeed.",
            ),
            wrong(
                "It needs more steps.",
                "It has come to rest: where the slope is zero, further steps change nothing.",
            ),
        ),
    ),
    Question(
        "Which change adds most parameters to the network 784-128-64-10?",
        (
            right(
                "Images of 56 × 56 pixels in place of 28 × 28",
                "That is 2,352 more inputs with 128 weights each: 301,056 parameters.",
            ),
            wrong(
                "A third hidden layer of 64 units",
                "It adds $(64 + 1) \\cdot 64 = 4{,}160$, less than a twentieth of what is there.",
            ),
            wrong(
                "Twice as many units in the second hidden layer",
                "$129 \\cdot 64$ into it and $64 \\cdot 10$ out of it: 8,896 more.",
            ),
        ),
    ),
    Question(
        "Network A names 99.9 % of the training and 97.8 % of the validation images, B 98.0 % and "
        "97.5 %. Which do you take?",
        (
            wrong(
                "B, because its gap is smaller",
                "The gap says how flexible a network is for its data. New images are what you "
                "want it for, and there A is ahead.",
            ),
            wrong(
                "Neither, for both overfit",
                "Some gap is usual. The network with 300 hidden units had the larger gap and was "
                "the best on validation images.",
            ),
            right(
                "A, if the lead is more than luck",
                "What counts is the error on images that took no part, here in A's favour. One "
                "start each may still be luck.",
            ),
        ),
    ),
    Question(
        "The theorem of universal approximation holds for your network. What may you conclude for "
        "tomorrow's images?",
        (
            wrong(
                "That enough training will make it right",
                "The theorem says that weights exist. It does not say that descent finds them.",
            ),
            right(
                "Nothing, without a test on other images",
                "The theorem knows the whole function. We know samples, and what happens between "
                "them it leaves open.",
            ),
            wrong(
                "That it is right wherever the training images lie close by",
                "Between the samples the theorem promises nothing to a network that was fitted to "
                "them.",
            ),
        ),
    ),
    Question(
        "You switch off one hidden unit, and the accuracy falls by 0.2 points. What do you know "
        "of the unit?",
        (
            wrong(
                "That it stands for a rare stroke",
                "What is lost tells how much the network needs the unit, and not what the unit "
                "stands for.",
            ),
            wrong(
                "That it does nothing",
                "Other units may do without it what it did. With a random half of them switched "
                "off much more is lost.",
            ),
            right(
                "That this network can nearly do without it alone",
                "That is what was measured: this unit off, and all others on.",
            ),
        ),
    ),
)

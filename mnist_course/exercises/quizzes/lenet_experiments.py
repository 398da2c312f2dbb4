"""Questions on experiments on LeNet-5."""

from mnist_course.exercises.quiz import Question, right, wrong

QUIZ = (
    Question(
        "Of 100 patients 5 are ill. A program calls everybody healthy. What are its accuracy and "
        "its recall of the ill?",
        (
            wrong(
                "95 % and 95 %",
                "Recall looks at the row of the ill alone, and there not one is found.",
            ),
            right(
                "95 % and 0 %",
                "It is right on the 95 healthy ones and finds none of the five that matter.",
            ),
            wrong(
                "50 % and 0 %",
                "The accuracy counts all 100 alike. Fifty is the *mean of the two recalls*.",
            ),
        ),
    ),
    Question(
        "Which evidence speaks most clearly for a knob?",
        (
            wrong(
                "One run each, 0.2 points apart",
                "Two starts of one and the same network differ by as much.",
            ),
            wrong(
                "Five runs each; the best of all ten has the knob turned.",
                "The best of ten is partly the luckiest. How do the others lie?",
            ),
            right(
                "Three pairs with equal starts, ahead by 0.4 points in each",
                "As much as possible is equal within a pair, and the lead is larger than what "
                "starts make.",
            ),
        ),
    ),
    Question(
        "An occlusion map shows no change where the upper left of a 5 is covered with paper. What "
        "follows?",
        (
            right(
                "Here this answer does not hang on the ink there.",
                "That is what was tried: this network, this image, one square taken away.",
            ),
            wrong(
                "The network never looks at the upper left.",
                "Another image may hang on just that place. The map speaks of this one.",
            ),
            wrong(
                "More ink there would not matter either.",
                "Paper takes ink away. What more ink does has not been tried.",
            ),
        ),
    ),
    Question(
        'You copy a cell, "change tanh to ReLU", and the accuracy is the same to a tenth of a '
        "point. What do you do first?",
        (
            wrong(
                "Report that the bend does not matter.",
                "That may be true, or the knob was never turned, as in the published comparison "
                "of poolings.",
            ),
            wrong(
                "Train both for more epochs.",
                "If both are the same network, more epochs will keep them alike.",
            ),
            right(
                "Print the layers of the network that was trained.",
                "It costs a line and tells whether the knob was turned at all.",
            ),
        ),
    ),
    Question(
        'Of 90 fours the network calls 80 a four, and it says "four" 100 times in all. What is '
        "80/100?",
        (
            wrong(
                "The recall of the 4",
                "That is 80/90: of the fours, so many are found.",
            ),
            right(
                "The precision of the answer 4",
                'Of the answers "four", so many are fours: a column of the matrix.',
            ),
            wrong(
                "The accuracy",
                "The accuracy counts right answers of all digits among all images.",
            ),
        ),
    ),
)

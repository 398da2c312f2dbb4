"""Questions on the linear classifier."""

from mnist_course.exercises.quiz import Question, right, wrong

QUIZ = (
    Question(
        "A layer shall tell upright strokes from lying ones, drawn in ink on paper *and* in "
        "negative. Can one layer do it?",
        (
            wrong(
                "Yes, if it has seen enough of both.",
                "More images cannot help: the argument holds for all weights, however they were "
                "found.",
            ),
            right(
                "No, whatever its weights are.",
                "Being right on a stroke and on its negative means being ahead on even grey. Two "
                "different answers cannot both be.",
            ),
            wrong(
                "Yes, if its two biases are chosen well.",
                "The rule holds with any biases: even grey still has one winner.",
            ),
        ),
    ),
    Question(
        "At some place the weight picture of neuron 7 is light (negative). What does that say?",
        (
            wrong(
                "No seven has ink there.",
                "Weights show how a seven *differs* from the nine others. Some sevens may well "
                "have ink there.",
            ),
            wrong(
                "Paper there raises the score of the 7.",
                "Paper is 0 here. Whatever the weight, it adds nothing.",
            ),
            right(
                "Ink there lowers the score of the 7.",
                "The pixel is multiplied by a negative weight and added to the sum.",
            ),
        ),
    ),
    Question(
        "The right neuron has the score 8, all others 0. What do the two losses ask for?",
        (
            right(
                "Squared error: come down. Cross-entropy: hardly anything.",
                "The slope of the squared error is $8 - 1 = 7$; that of cross-entropy is $p - y$, "
                "nearly 0.",
            ),
            wrong(
                "Both ask for nothing: the answer is right.",
                "The squared error wants scores that *equal* 0 and 1, so 8 is far from content.",
            ),
            wrong(
                "Both ask for a still higher score.",
                "Cross-entropy does, by a tiny amount. The squared error wants the score at 1.",
            ),
        ),
    ),
    Question(
        "In a confusion matrix (rows: truth), row 4, column 9 holds 30, and row 9, column 4 holds "
        "12. What do you read?",
        (
            wrong(
                "Thirty nines were called 4.",
                "Rows are the truth here. Nines stand in row 9, and twelve of them were called 4.",
            ),
            right(
                "Thirty fours were called 9.",
                "The row says what the digit was, the column what the network answered.",
            ),
            wrong(
                "Fours and nines were mistaken 21 times each.",
                "A confusion has a direction. The matrix counts the two apart, and so should we.",
            ),
        ),
    ),
)

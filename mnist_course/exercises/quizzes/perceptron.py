"""Questions on the perceptron."""

from mnist_course.exercises.quiz import Question, right, wrong

QUIZ = (
    Question(
        "You double $w$ and $b$ of a perceptron. What changes?",
        (
            wrong(
                "The line moves away from the origin.",
                "Where $w \\cdot x + b = 0$ held, $2w \\cdot x + 2b = 0$ holds too: it stays.",
            ),
            right(
                "No answer changes.",
                "The score doubles and keeps its sign, and the perceptron looks at the sign "
                "only. A later update of the same length turns the line less, though.",
            ),
            wrong(
                "It is surer of its answers.",
                "The score is larger, but a perceptron cannot be sure or unsure: it fires or not.",
            ),
        ),
    ),
    Question(
        "Training stops without a mistake on the training images. What do you know?",
        (
            right(
                "That a line separates these images.",
                "The line that was found is the proof. It says nothing of other images.",
            ),
            wrong(
                "That the line found is the best one.",
                "Many lines separate separable data, and the perceptron keeps the first that does. "
                "Another start gives another line.",
            ),
            wrong(
                "That it makes no mistake on new images.",
                "New images may lie between the line and the old ones. That is why we keep "
                "validation images.",
            ),
        ),
    ),
    Question(
        "After many epochs the perceptron still makes mistakes. What follows?",
        (
            wrong(
                "The data cannot be separated.",
                "Perhaps it only needs more time: Novikoff's bound can be very large when the "
                "margin is narrow.",
            ),
            right(
                "Nothing certain: it may need longer, or no line may exist.",
                "Both look the same from outside. Only if you know the margin does the bound tell "
                "you when to give up.",
            ),
            wrong(
                "The learning rate is too small.",
                "From $w = 0$, another learning rate scales $w$ and $b$ and changes no answer.",
            ),
        ),
    ),
)

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
                "The score doubles and keeps its sign, and the perceptron looks at the sign only. "
                "A later update of the same length turns the line less, though.",
            ),
            wrong(
                "It is surer of its answers.",
                "The score is larger, but a perceptron cannot be sure or unsure: it fires or not.",
            ),
        ),
    ),
    Question(
        "A neuron with the weights $w = (1, 1, 1)$ shall fire if at least two of its three inputs "
        "are 1. Which bias does that?",
        (
            wrong(
                "−2",
                "With two ones the score is exactly $2 - 2 = 0$, and our neuron fires only "
                "*above* 0.",
            ),
            wrong(
                "1.5",
                "The bias is *minus* the threshold. With $+1.5$ the neuron fires for $(0, 0, 0)$ "
                "too.",
            ),
            right(
                "−1.5",
                "Two ones give $2 - 1.5 > 0$, a single one gives $1 - 1.5 < 0$.",
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
                "Many lines separate separable data, and the perceptron keeps the first that "
                "does. Another start gives another line.",
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
                "From $w = 0$, $b = 0$ another learning rate scales both and changes no answer.",
            ),
        ),
    ),
    Question(
        "The same separable samples are shown in another order. What can change?",
        (
            wrong(
                "Nothing: the samples are the same.",
                "Each correction depends on the line at that moment, so another order makes other "
                "corrections.",
            ),
            right(
                "The line at the end, and the count of corrections.",
                "The rule keeps the first line without a mistake, and another order may lead to "
                "another one, sooner or later.",
            ),
            wrong(
                "Whether the training stops at all.",
                "Novikoff's bound knows $R$ and $\\gamma$ and no order: for separable samples it "
                "stops in any.",
            ),
        ),
    ),
)

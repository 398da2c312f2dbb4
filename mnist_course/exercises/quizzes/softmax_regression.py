"""Questions on softmax regression."""

from mnist_course.exercises.quiz import Question, right, wrong

QUIZ = (
    Question(
        "You multiply all ten scores by 2. What happens to the probabilities?",
        (
            wrong(
                "Nothing: only differences count.",
                "*Adding* a number leaves the differences as they are. Multiplying doubles them.",
            ),
            right(
                "They move apart, and the same digit wins.",
                "Each difference doubles, so every ratio $p_1/p_2 = e^{z_1 - z_2}$ is squared. "
                "The order stays.",
            ),
            wrong(
                "Each of them doubles.",
                "They must still add up to 1.",
            ),
        ),
    ),
    Question(
        "One pixel is 0 in every training image, and all weights begin at 0. What are its ten "
        "weights after the training?",
        (
            wrong(
                "Small random numbers",
                "Nothing random has entered: these weights began at 0, not at random.",
            ),
            wrong(
                "Below 0, because paper speaks against a digit",
                "Paper is 0 here, and 0 times a weight says nothing, neither for nor against.",
            ),
            right(
                "Exactly 0",
                "The slope along a weight is input times error, and the input was always 0. No "
                "step has touched them.",
            ),
        ),
    ),
    Question(
        "There are 50 classes, and all scores are 0. What is the cross-entropy?",
        (
            wrong(
                "0, since no class is preferred",
                "A loss of 0 means that the truth has the probability 1. Here it has 1/50.",
            ),
            wrong(
                "log 10, about 2.3",
                "That is the blind guess among *ten* classes.",
            ),
            wrong(
                "50, one for each class",
                "Cross-entropy looks at one probability only, that of the truth.",
            ),
            right(
                "log 50, about 3.9",
                "Equal scores give each class the probability $1/50$, and $-\\log(1/50) = \\log "
                "50$.",
            ),
        ),
    ),
    Question(
        "Two networks name the same 92 of 100 images rightly. A has a loss of 0.3 and B of 0.9. "
        "What do you know?",
        (
            right(
                "B gives the truth less probability on the whole.",
                "The loss is the mean of $-\\log p_c$. Where B loses, in hesitant right answers "
                "or in mistakes that it is sure of, the mean does not say.",
            ),
            wrong(
                "B makes more mistakes.",
                "Both make eight. The loss sees by how much, the accuracy only who wins.",
            ),
            wrong(
                "B was not trained long enough.",
                "Perhaps. But a network that is very sure of its few mistakes has a large loss as "
                "well.",
            ),
        ),
    ),
    Question(
        "You put every image of a batch into it a second time. What happens to the gradient of "
        "the loss?",
        (
            wrong(
                "It doubles.",
                "The *sum* over the samples would. Our loss is their mean.",
            ),
            right(
                "It stays the same.",
                "Twice as many terms are added up and the sum is divided by twice the number.",
            ),
            wrong(
                "It halves.",
                "The factor $1/n$ halves each term, but there are twice as many terms.",
            ),
        ),
    ),
)

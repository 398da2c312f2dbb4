"""Questions on regularization."""

from mnist_course.exercises.quiz import Question, right, wrong

QUIZ = (
    Question(
        "The validation loss rises for ten epochs, and the validation accuracy stays the same. "
        "What can be happening?",
        (
            wrong(
                "The loss is computed wrongly: one of the two must follow the other.",
                "They ask different things. The accuracy asks which output is largest, the loss "
                "also how probable the right digit was.",
            ),
            right(
                "The network grows surer of the answers that are wrong.",
                "A wrong answer costs more the surer it is, and it was wrong before: so the loss "
                "rises and no answer changes.",
            ),
            wrong(
                "More and more answers become wrong.",
                "Then the accuracy would fall: it counts answers, whatever their probabilities.",
            ),
        ),
    ),
    Question(
        "Training and validation accuracy are both 71 %. Is this network well regularized?",
        (
            wrong(
                "Yes: there is no gap between the two.",
                "A network that learns nothing has no gap either. What counts are the answers on "
                "new images.",
            ),
            wrong(
                "Yes, if the training loss is still above 0.",
                "A training loss above 0 says that the images are not known by heart. Whether new "
                "ones are read well it does not say.",
            ),
            right(
                "One cannot tell from the gap; compare it with other networks on new images.",
                "A gap closes also when only the training becomes worse, as under a very strong "
                "decay.",
            ),
        ),
    ),
    Question(
        "Why does inverted dropout divide by $1 - r$ what survives in training?",
        (
            right(
                "So that the next layer hears the same on average when nobody is silenced.",
                "With probability $1 - r$ it hears $a / (1 - r)$, else 0: on average $a$, which is "
                "what it hears when the network is used.",
            ),
            wrong(
                "So that the silenced units learn faster later.",
                "A silenced unit takes no part in the step; the division concerns those that are "
                "left.",
            ),
            wrong(
                "So that the gradient does not vanish.",
                "The gradient is divided along with the activation. The aim is the average that "
                "the next layer hears.",
            ),
        ),
    ),
    Question(
        "Four remedies were chosen, each alone at its best. What do you expect of all four?",
        (
            wrong(
                "Their gains add up.",
                "Here all four together were behind one of them alone: a patience chosen without "
                "the others ended the training too early.",
            ),
            wrong(
                "They cancel each other.",
                "Without early stopping the other three were ahead of each alone. It depends on "
                "which are put together, and at which strength.",
            ),
            right(
                "Nothing certain: the settings that are best alone need not be best together.",
                "They must be chosen together, on validation images, or at least tried in the "
                "combination that will be used.",
            ),
        ),
    ),
)

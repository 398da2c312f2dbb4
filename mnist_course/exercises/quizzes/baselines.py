"""Questions on baselines."""

from mnist_course.exercises.quiz import Question, right, wrong

QUIZ = (
    Question(
        "A program says of a photo whether there is a fault in a weld, and is right on 99 % of the "
        "photos. What do you ask first?",
        (
            wrong(
                "How many layers it has",
                "That says nothing about the 99 %. It might be worse than no program at all.",
            ),
            right(
                "How many of the photos show a fault",
                'If only 1 in 200 does, whoever says "no fault" to all is right on 99.5 %.',
            ),
            wrong(
                "Nothing: 99 % is very good",
                "It depends on what the empty answer reaches. Where faults are rare, that may be "
                "more than 99 %.",
            ),
        ),
    ),
    Question(
        "A nearest neighbour method remembers 50,000 images. What happens when it learns from one "
        "more?",
        (
            right(
                "The image is added to the memory; nothing else changes.",
                "There is nothing to train. The price is paid at every answer, which compares with "
                "all of them.",
            ),
            wrong(
                "All distances between the remembered images are computed anew.",
                "It needs the distances from a new image to the remembered ones, and those only "
                "when it is asked.",
            ),
            wrong(
                "k must grow with it.",
                "k is a choice of its own, made on validation images.",
            ),
        ),
    ),
    Question(
        "In a support vector machine, gamma is made very large. What does it do with a digit that "
        "it has not seen?",
        (
            wrong(
                "It compares it more exactly and reads better.",
                "The similarities fall so fast that no remembered digit is near enough to say "
                "anything.",
            ),
            wrong(
                "It finds every digit similar to it.",
                "That is a very small gamma.",
            ),
            right(
                "It finds it similar to none of those it keeps, and can say little.",
                "All similarities are nearly 0, so the score is nearly b, whatever the digit.",
            ),
        ),
    ),
    Question(
        "Somebody compares a new network, tuned for a week, with a support vector machine as it "
        "came. The network wins by two points. What has been shown?",
        (
            wrong(
                "That networks are better than support vector machines",
                "With another default alone, the machine of this chapter gained 3.5 points.",
            ),
            right(
                "That a tuned network beats an untuned machine on these data",
                "A ranking holds for methods together with their settings. Give both the same "
                "care, and choose on validation images.",
            ),
            wrong(
                "Nothing, since two points are luck",
                "With 10,000 test images two points are far more than luck. But they may be owed "
                "to the tuning.",
            ),
        ),
    ),
    Question(
        "Errors against the number of images, on two axes of powers of ten: one method's curve is "
        "level from 3,000 images on. What would you try?",
        (
            wrong(
                "Ten times as many images",
                "The curve says what they will bring: next to nothing.",
            ),
            right(
                "Another method, or other inputs for this one",
                "A method that can store only ten mean images has said all it can. More images "
                "make these means only more exact.",
            ),
            wrong(
                "Fewer images, since they do not matter",
                "To the left of 3,000 the curve still falls.",
            ),
        ),
    ),
)

"""Questions on robustness."""

from mnist_course.exercises.quiz import Question, right, wrong

QUIZ = (
    Question(
        "A tool turns each image by a random angle of up to ±40°, and 90 % are read rightly. What "
        "do you expect when *every* image is turned by 40°?",
        (
            wrong(
                "About 90 %",
                'Half of the tool\'s angles are smaller than 20°. "Up to 40°" is a milder test '
                'than "by 40°".',
            ),
            right(
                "Less",
                "The tool's mean contains many small angles, at which the network reads better.",
            ),
            wrong(
                "More, because the network can get used to the angle",
                "It does not learn while it is tested.",
            ),
        ),
    ),
    Question(
        "A network was trained on digits that were shifted at random. How will it read digits "
        "that are turned?",
        (
            wrong(
                "As well as shifted ones: it has become robust.",
                '"Robust" needs a "against what". A network that had learned shifts had not '
                "learned turns.",
            ),
            wrong(
                "Worse than a network without such training, surely",
                "The experiment does not say so. It says that shifts did not repair turns.",
            ),
            right(
                "The training with shifts does not repair turns.",
                "Augmentation repairs what it shows, and little else.",
            ),
        ),
    ),
    Question(
        "A limit of confidence is chosen on plain digits, so that 99.5 % of what is read is "
        "right. Now photos of another kind come. What may you count on?",
        (
            right(
                "Nothing, before it is tried on such photos",
                "In all our changes the confidence fell less than the accuracy, and the limit let "
                "wrong answers pass.",
            ),
            wrong(
                "On 99.5 %: what is strange is refused.",
                "More is refused, but not enough: of mirrored digits many wrong answers were "
                "surer than the limit.",
            ),
            wrong(
                "That everything is refused",
                "Softmax divides everything among ten digits, and is often very sure of an image "
                "of a new kind.",
            ),
        ),
    ),
    Question(
        "A network is perfectly calibrated: its expected calibration error is 0. What is its "
        "accuracy?",
        (
            wrong(
                "100 %",
                "It may be wrong. It only says how often.",
            ),
            wrong(
                "High",
                "A network that is 30 % sure and 30 % right of the time has no calibration error "
                "either.",
            ),
            right(
                "Any, as long as it equals the mean confidence",
                "The promise is about how often, not about how good.",
            ),
        ),
    ),
    Question(
        "The scores of a network are divided by $T = 2$ before softmax. What changes?",
        (
            wrong(
                "Some answers, and with them the accuracy",
                "All scores are divided by the same number, so the largest stays the largest.",
            ),
            right(
                "How sure it is, and no answer",
                "The probabilities move towards each other. Whether the promise is then kept "
                "depends on the images.",
            ),
            wrong(
                "It is now calibrated on images of every kind.",
                "Each kind of change wanted another temperature, and one from plain digits made "
                "others worse.",
            ),
        ),
    ),
)

"""Questions on Keras."""

from mnist_course.exercises.quiz import Question, right, wrong

QUIZ = (
    Question(
        "A program computes $u = a \\cdot a$ and then $L = u + a$, with $a = 3$. What does the "
        "tape give for the slope of $L$ along $a$?",
        (
            wrong(
                "6",
                "That is what comes by way of $u$. But $a$ also enters the last line directly.",
            ),
            right(
                "7",
                "By way of $u$ come $3 + 3$, and directly comes 1. Slopes of different ways are "
                "added.",
            ),
            wrong(
                "1",
                "That is the direct way alone. The line of $u$ is played afterwards and adds what "
                "it hands on.",
            ),
        ),
    ),
    Question(
        "A loss is changed from the *mean* of ten squared differences to their *sum*. Which "
        "learning rate makes plain gradient descent take the same steps?",
        (
            wrong(
                "The same: the lowest point is the same.",
                "The lowest point is, but all slopes are ten times as large, and so would be the "
                "steps.",
            ),
            wrong(
                "Ten times the old one",
                "That would make each step a hundred times as long as before.",
            ),
            right(
                "A tenth of the old one",
                "The slopes of the sum are ten times those of the mean. A learning rate belongs "
                "to its loss.",
            ),
        ),
    ),
    Question(
        "A file is sorted by digit (5,923 zeros come first) and read with "
        "`shuffle(1_000).batch(100)`. Which digits stand in the first batch?",
        (
            right(
                "Only zeros",
                "It can hold what has come into the buffer so far, at most about the first 1,100 "
                "of the file.",
            ),
            wrong(
                "About ten of each",
                "For that the buffer would have to hold the whole file.",
            ),
            wrong(
                "That depends on the seed.",
                "Which zeros they are depends on it. None of the ones is in the buffer yet.",
            ),
        ),
    ),
    Question(
        "After a few training batches, a network with batch normalization names 95 % of its "
        "training batches, and few of the images it is asked about. What do you suspect first?",
        (
            wrong(
                "It has learned its images by heart.",
                "Ask it about training images in the same way. If it fails there too, it is "
                "something else.",
            ),
            right(
                "Its running averages have hardly seen the data yet.",
                "For predicting it uses averages to which each batch contributes one hundredth. "
                "Train on, and ask again.",
            ),
            wrong(
                "Its learning rate is too large.",
                "Then its training would suffer as well, and here it goes well.",
            ),
        ),
    ),
    Question(
        "A colleague sends a `.keras` file, and `load_model` refuses it for a `Lambda` layer. "
        "What do you do?",
        (
            wrong(
                "Switch the safe mode off: it is only weights.",
                "A `Lambda` layer is a Python function, and it would run on your computer with "
                "your rights.",
            ),
            wrong(
                "Rename the file and try again.",
                "The name does not matter. What is in it is what was refused.",
            ),
            right(
                "Ask for the source of the layer, and for weights alone.",
                "Then you can read what would run, and the weights come as data.",
            ),
        ),
    ),
)

"""Questions on other data."""

from mnist_course.exercises.quiz import Question, right, wrong

QUIZ = (
    Question(
        "A network for house prices is changed to say whether a house will be sold within a month. "
        "What must change?",
        (
            right(
                "The last activation and the loss",
                "Yes or no: a sigmoid and the binary cross-entropy. The rest may stay.",
            ),
            wrong(
                "All layers: it is another problem.",
                "Hidden layers do not know the question. They may have to be trained anew, but "
                "nothing about their form must change.",
            ),
            wrong(
                "Nothing: 0 and 1 are numbers too.",
                "It would run. But it may answer 1.3, and the squared error is no likelihood of "
                "a yes or no.",
            ),
        ),
    ),
    Question(
        "Before cutting a table into three, a colleague standardises it as a whole. What is wrong "
        "with that?",
        (
            wrong(
                "Nothing: every row is treated alike.",
                "They are. But the means have seen the test rows, which stand for rows that have "
                "not come yet.",
            ),
            right(
                "Mean and standard deviation have seen the test rows.",
                "Often that changes little; how little, one cannot know without doing it rightly.",
            ),
            wrong(
                "The test rows should have a mean of their own.",
                "Then equal houses would become different numbers in training and test.",
            ),
        ),
    ),
    Question(
        "On test rows a regression reaches $R^2 = -0.4$. What does that say?",
        (
            wrong(
                "It is impossible: a square is not negative.",
                "R² is no square of anything here. It compares two mean squared errors.",
            ),
            wrong(
                "Prices fall when the features rise.",
                "R² says nothing about a direction.",
            ),
            right(
                "The mean of the prices would have been a better answer.",
                "The mean squared error is 1.4 times the variance.",
            ),
        ),
    ),
    Question(
        "A scan is cut into 100 small pictures, and each picture is dealt out to training, "
        "validation or test. The test accuracy is 98 %. What do you ask?",
        (
            right(
                "How good is it on pictures of a patient it has never seen?",
                "Its neighbours from the same scan stood in the training set. Deal out whole "
                "patients.",
            ),
            wrong(
                "Was the learning rate chosen on the test pictures?",
                "A fair question, but here the cut itself is the larger worry.",
            ),
            wrong(
                "Were the pictures standardised?",
                "They may have been. It would not make the test pictures new ones.",
            ),
        ),
    ),
    Question(
        "Which two texts have the same bag of words?",
        (
            wrong(
                "the loss falls / the loss rises",
                "One word differs, so two counts do.",
            ),
            right(
                "the net trains the data / the data trains the net",
                "The same words, equally often. A bag keeps no order.",
            ),
            wrong(
                "a net / a net, a net",
                "The same words, but the second has each of them twice.",
            ),
        ),
    ),
)

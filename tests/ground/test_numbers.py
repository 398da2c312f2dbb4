import pytest

from mnist_course.ground import numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (numbers.percent(0.9712), "97.12 %"),
        (numbers.percent(1, 0), "100 %"),
        (numbers.percent(-0.000001), "0.00 %"),
        (numbers.percent(0.5, 1, "\N{NO-BREAK SPACE}"), "50.0\N{NO-BREAK SPACE}%"),
        (numbers.points(-0.0312), "-3.12"),
        (numbers.number(61706), "61,706"),
        (numbers.number(1234.5678, 1), "1,234.6"),
        (numbers.number(-0.04, 1), "0.0"),
        (numbers.significant(0.012345, 3), "0.0123"),
        (numbers.significant(123456, 2), "120000"),
        (numbers.significant(-1e-12, 2), "0"),
    ],
)
def test_numbers_as_text(text, expected):
    assert text == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-1, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 min 0 s"),
        (200, "3 min 20 s"),
        (1500, "25 min"),
        (3580, "1 h 0 min"),
        (7500, "2 h 5 min"),
    ],
)
def test_durations(seconds, expected):
    assert numbers.duration(seconds) == expected

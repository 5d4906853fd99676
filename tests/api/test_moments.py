import math

import pytest

from apivideo_nb.api.moments import seconds, timecode


@pytest.mark.parametrize(
    ("at", "found"),
    [
        (0, 0),
        (1.5, 1.5),
        ("5", 5),
        ("5.", 5),
        (" 5.25 ", 5.25),
        ("75", 75),
        ("1:15", 75),
        ("90:00", 5400),
        ("1:2:3", 3723),
        ("1:02:03.5", 3723.5),
        ("100:00:00", 360000),
    ],
)
def test_a_moment_is_read_as_people_write_it(at, found):
    assert seconds(at) == found


@pytest.mark.parametrize(
    "at",
    [
        *(
            -1,
            "-1",
            "soon",
            "",
            ":",
            "1:",
            ":30",
            "1:2:3:4",
            "1:75",
            "1:60:00",
            "1:5:99",
        ),
        *(math.nan, math.inf, "inf", True, None, b"5", "1:030", "5s", "1.5:00"),
    ],
)
def test_what_is_no_moment_is_refused(at):
    with pytest.raises(ValueError, match="is not a time such as 90, 1:30 or 00:01:30"):
        seconds(at)


@pytest.mark.parametrize(
    ("at", "spelled"),
    [
        (0, "00:00:00.000"),
        (59.9996, "00:01:00.000"),
        ("5", "00:00:05.000"),
        ("1:02:03.5", "01:02:03.500"),
        ("100:00:00", "100:00:00.000"),
    ],
)
def test_a_moment_is_spelled_as_a_timecode(at, spelled):
    assert timecode(at) == spelled

import pytest

from apivideo_nb.sandbox.rules.content_range import (
    MAX_CHUNK,
    MAX_SOURCE,
    MIN_CHUNK,
    Progress,
    Range,
    check_file,
    check_header,
    check_new,
    is_complete,
    parse_range,
)
from apivideo_nb.sandbox.rules.problems import Problem

MiB = 2**20


def refused(call, *arguments):
    with pytest.raises(Problem) as caught:
        call(*arguments)
    assert caught.value.status == 400
    return (
        caught.value.body["type"]
        .rpartition("/")[2]
        .removeprefix("video-content-range-")
    )


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("bytes 0-104857599/281905832", Range("bytes", 0, 104857599, 281905832)),
        ("bytes 5-9/*", Range("bytes", 5, 9, None)),
        ("part 3/12", Range("part", 3, 3, 12)),
        ("part 1/*", Range("part", 1, 1, None)),
    ],
)
def test_all_four_forms_of_the_header_are_read(header, meaning):
    assert parse_range(header) == meaning


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes 0-5242879",
        "bytes 0-/10",
        "bytes=0-1/2",
        "part%201%2F3",
        "part 1",
        "part -1/3",
        "part one/3",
        "Part 1/3",
        "part 1/3 ",
        "part \u0661/3",
        "part " + "1" * 5000 + "/*",
    ],
)
def test_a_header_outside_the_grammar_is_malformed(header):
    assert refused(parse_range, header) == "malformed"


BYTES = Progress("bytes", 20 * MiB, ((0, 5 * MiB - 1),), 5 * MiB)
OPEN_BYTES = Progress("bytes", None, ((5 * MiB, 10 * MiB - 1),), 5 * MiB)
PARTS = Progress("part", 3, ((1, 1),), 5 * MiB)
OPEN_PARTS = Progress("part", None, ((1, 1), (3, 3)), 10 * MiB)


@pytest.mark.parametrize(
    ("header", "held", "slug"),
    [
        ("part 1/2", BYTES, "started-with-bytes"),
        ("bytes 0-9/10", PARTS, "started-with-part"),
        ("bytes 0-0/0", Progress(), "by-bytes-total-bytes-zero"),
        ("bytes 0-1/52428800001", Progress(), "by-bytes-total-bytes-too-high"),
        ("bytes 0-52428800000/*", Progress(), "by-bytes-to-byte-too-high-allowed"),
        ("bytes 5242880-9/999", BYTES, "by-bytes-different-total-bytes"),
        ("bytes 0-9/10485759", OPEN_BYTES, "by-bytes-total-bytes-too-low"),
        ("bytes 0-10/10", Progress(), "by-bytes-to-byte-too-high-total"),
        ("bytes 0-20971520/*", BYTES, "by-bytes-to-byte-too-high-total"),
        ("bytes 10-5/100", Progress(), "by-bytes-from-byte-too-high"),
        ("part 0/3", Progress(), "by-part-part-zero"),
        ("part 1/0", Progress(), "by-part-total-parts-zero"),
        ("part 10001/*", Progress(), "by-part-part-too-high-allowed"),
        ("part 1/10001", Progress(), "by-part-total-parts-too-high"),
        ("part 3/2", Progress(), "by-part-part-too-high-total"),
        ("part 4/*", PARTS, "by-part-part-too-high-total"),
        ("part 2/4", PARTS, "by-part-different-total-parts"),
        ("part 2/3", OPEN_PARTS, "by-part-total-parts-too-low"),
    ],
)
def test_a_header_that_contradicts_itself_or_the_past_is_refused(header, held, slug):
    assert refused(check_header, parse_range(header), held) == slug


@pytest.mark.parametrize(
    ("header", "held"),
    [
        ("part 10000/10000", Progress()),
        ("part 4/4", OPEN_PARTS),
        ("part 2/*", PARTS),
        ("part 3/3", PARTS),
        ("bytes 0-52428799999/52428800000", Progress()),
        ("bytes 5242880-20971519/*", BYTES),
        ("bytes 0-5242879/10485760", OPEN_BYTES),
    ],
)
def test_a_header_at_the_limits_is_let_through(header, held):
    check_header(parse_range(header), held)


@pytest.mark.parametrize(
    ("header", "size", "slug"),
    [
        ("bytes 0-5242878/10485760", MIN_CHUNK - 1, "by-bytes-range-too-small"),
        ("bytes 0-99/*", 100, "by-bytes-range-too-small"),
        ("bytes 0-209715200/300000000", 10, "by-bytes-range-too-large"),
        ("bytes 0-99/100", 50, "by-bytes-range-mismatch"),
        ("bytes 0-5242879/40000000000", MIN_CHUNK, "uploaded-file-too-large"),
        ("part 1/2", MIN_CHUNK - 1, "by-part-uploaded-file-too-small"),
        ("part 1/*", MIN_CHUNK - 1, "by-part-uploaded-file-too-small"),
        ("part 1/1", MAX_CHUNK + 1, "uploaded-file-too-large"),
        (None, MAX_CHUNK + 1, "uploaded-file-too-large"),
    ],
)
def test_a_chunk_of_the_wrong_size_is_refused(header, size, slug):
    chunk = header and parse_range(header)
    assert refused(check_file, chunk, Progress(), size) == slug


@pytest.mark.parametrize(
    ("header", "size"),
    [
        ("part 1/1", 1),
        ("part 2/2", 1),
        ("part 1/2", MIN_CHUNK),
        ("part 1/*", MAX_CHUNK),
        ("bytes 0-0/1", 1),
        ("bytes 0-5242879/*", MIN_CHUNK),
        ("bytes 5242880-5242880/5242881", 1),
        (None, 1),
    ],
)
def test_only_the_last_chunk_may_be_small(header, size):
    check_file(header and parse_range(header), Progress(), size)


def test_a_source_over_30_gib_is_refused_however_it_is_counted():
    full = Progress("part", None, ((1, 1),), MAX_SOURCE)
    assert refused(check_file, parse_range("part 2/*"), full, MIN_CHUNK) == (
        "uploaded-file-too-large"
    )


@pytest.mark.parametrize(
    ("header", "held", "slug"),
    [
        ("part 1/3", PARTS, "by-part-part-already-sent"),
        ("bytes 0-5242879/20971520", BYTES, "by-bytes-range-overlap"),
        ("bytes 5242879-10485759/20971520", BYTES, "by-bytes-range-overlap"),
    ],
)
def test_a_chunk_that_is_there_already_is_refused(header, held, slug):
    assert refused(check_new, parse_range(header), held) == slug


def test_the_neighbour_of_a_chunk_is_new():
    check_new(parse_range("bytes 5242880-10485759/20971520"), BYTES)
    check_new(parse_range("part 2/3"), PARTS)


@pytest.mark.parametrize(
    ("held", "complete"),
    [
        (Progress(), False),
        (PARTS, False),
        (OPEN_PARTS, False),
        (Progress("part", 2, ((1, 1), (2, 2)), 9), True),
        (BYTES, False),
        (Progress("bytes", 10, ((0, 4), (5, 9)), 10), True),
    ],
)
def test_an_upload_is_complete_when_nothing_is_missing(held, complete):
    assert is_complete(held) is complete

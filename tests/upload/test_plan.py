import itertools

import pytest

from apivideo_nb.upload.plan import (
    DEFAULT_CHUNK,
    MAX_PARTS,
    MiB,
    chunk_size_for,
    plan_upload,
)


@pytest.mark.parametrize(
    ("size", "received", "left"),
    [
        (1, set(), ["part 1/1"]),
        (10 * MiB, set(), ["part 1/2", "part 2/2"]),
        (10 * MiB + 1, {1, 3}, ["part 2/3"]),
        (10 * MiB, {1, 2}, []),
    ],
)
def test_a_plan_sends_only_what_is_missing(size, received, left):
    chunks = plan_upload(size, chunk_size=5 * MiB, received=received)
    assert [chunk.content_range for chunk in chunks] == left


@pytest.mark.parametrize("size", [1, 5 * MiB, 5 * MiB + 1, 23 * MiB - 1])
def test_chunks_cover_the_source_without_overlap(size):
    chunks = plan_upload(size, chunk_size=5 * MiB)
    edges = [chunk.start for chunk in chunks] + [size]
    assert [(chunk.start, chunk.stop) for chunk in chunks] == list(
        itertools.pairwise(edges)
    )
    assert all(len(chunk) == 5 * MiB for chunk in chunks[:-1])
    assert sum(map(len, chunks)) == size


@pytest.mark.parametrize(
    ("size", "chunk_size", "text"),
    [
        (0, 5 * MiB, "at least 1 byte"),
        (1, 5 * MiB - 1, "5 to 200 MiB"),
        (1, 200 * MiB + 1, "5 to 200 MiB"),
        (MAX_PARTS * 5 * MiB + 1, 5 * MiB, "chunk_size must be at least"),
    ],
)
def test_a_plan_beyond_the_bounds_is_refused(size, chunk_size, text):
    with pytest.raises(ValueError, match=text):
        plan_upload(size, chunk_size=chunk_size)


@pytest.mark.parametrize(
    ("size", "per_minute", "chunk_size"),
    [
        (1, None, DEFAULT_CHUNK),
        (31 * MiB, None, DEFAULT_CHUNK),
        (5000 * MiB, 100, DEFAULT_CHUNK),
        (5000 * MiB + 1, 100, 51 * MiB),
        (30 * 2**30, 40, 200 * MiB),
        (MAX_PARTS * DEFAULT_CHUNK + 1, None, DEFAULT_CHUNK + MiB),
    ],
)
def test_chunks_are_as_small_as_parts_and_rate_allow(size, per_minute, chunk_size):
    assert chunk_size_for(size, per_minute=per_minute) == chunk_size
    assert plan_upload(size, chunk_size=chunk_size)


@pytest.mark.parametrize(
    ("size", "parts"),
    [
        (32 * MiB, 2),
        (50 * MiB, 3),
        (128 * MiB, 4),
        (200 * MiB, 4),
        (201 * MiB, 8),
        (2**30, 24),
    ],
)
def test_all_connections_are_busy_to_the_end(size, parts):
    assert len(plan_upload(size, chunk_size=chunk_size_for(size))) == parts

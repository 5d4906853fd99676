"""Progressive uploads as they come in the wild: any order, at once, and twice over."""

import hashlib
import random
from concurrent.futures import ThreadPoolExecutor

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

LEAST = 5 * 2**20
REFUSED = {
    "video-content-range-by-part-part-already-sent",
    "video-content-range-by-bytes-range-overlap",
    "video-source-already-uploaded",
}


@st.composite
def uploads(draw):
    """Draw sizes of chunks, and (chunk, whether it says the total) in sending order."""
    more = draw(st.lists(st.integers(0, 70_000), min_size=1, max_size=2))
    last = draw(st.sampled_from([1, 4096, LEAST]))
    sizes = [*(LEAST + extra for extra in more), last]
    numbers = range(len(sizes))
    twice = draw(st.lists(st.sampled_from(numbers), max_size=2))
    order = draw(st.permutations([*numbers, *twice]))
    # the last one always says the total: else nobody would know that it may be small
    tells = [draw(st.booleans()) or n == len(sizes) - 1 for n in order]
    return sizes, list(zip(order, tells, strict=True))


def content_range(unit, sizes, number, tells):
    start = sum(sizes[:number])
    place, total = (
        (f"{number + 1}", len(sizes))
        if unit == "part"
        else (f"{start}-{start + sizes[number] - 1}", sum(sizes))
    )
    return f"{unit} {place}/{total if tells else '*'}"


@settings(
    max_examples=12,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    unit=st.sampled_from(["part", "bytes"]),
    upload=uploads(),
    at_once=st.integers(1, 4),
    seed=st.integers(0, 9),
)
def test_what_was_acknowledged_is_what_is_stored(  # noqa: PLR0917 - drawn and fixtures
    server, wait_for, slug_of, unit, upload, at_once, seed
):
    sizes, order = upload
    # rivals for the same place differ, so that it shows whose bytes were kept
    sent = [
        (number, tells, random.Random(f"{seed}{at}").randbytes(sizes[number]))
        for at, (number, tells) in enumerate(order)
    ]
    with server.api() as api:
        video_id = api.create()["videoId"]

    def send(chunk):
        number, tells, content = chunk
        header = content_range(unit, sizes, number, tells)
        with server.api() as mine:
            return mine.upload(video_id, content, header)

    with ThreadPoolExecutor(at_once) as pool:
        answers = list(pool.map(send, sent))
    kept = {}
    for (number, _, content), answer in zip(sent, answers, strict=True):
        if answer.status_code == 201:
            assert number not in kept
            kept[number] = content
        else:
            assert (answer.status_code, slug_of(answer) in REFUSED) == (400, True)
    whole = b"".join(kept[number] for number in range(len(sizes)))
    path = server.data / "videos" / video_id / "source"
    with server.api() as api:
        ingest = api.status(video_id)["ingest"]
        assert (ingest["status"], ingest["filesize"]) == ("uploaded", len(whole))
        wait_for(lambda: path.exists() and path.stat().st_size == len(whole))
        stored = hashlib.sha256(path.read_bytes()).digest()
        assert stored == hashlib.sha256(whole).digest()
        assert api.delete(f"/videos/{video_id}").status_code == 204

"""The server beside a model of it: uploads of all kinds, deletions, rivals, kills.

More of it: ``APIVIDEO_NB_TEST_EXAMPLES=100 pytest tests/sandbox/test_server_model.py``
"""

import contextlib
import functools
import os
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    precondition,
    rule,
    run_state_machine_as_test,
)

EXAMPLES = int(os.environ.get("APIVIDEO_NB_TEST_EXAMPLES", "5"))
LEAST = 5 * 2**20
SIZES = (LEAST, LEAST + 7, 1000)  # of the chunks; only the last may be small
WHOLE = sum(SIZES)

units = st.sampled_from(["bytes", "part"])
numbers = st.sampled_from(range(len(SIZES)))
totals = st.sampled_from(["same", "none", "other"])


@functools.cache
def noise(seed, size):
    return random.Random(seed).randbytes(size)


@dataclass(frozen=True)
class Chunk:
    """What is sent, and what its header says: numbers from 0, the last included."""

    unit: str
    first: int
    last: int
    total: int | None
    content: bytes

    @property
    def header(self):
        total = "*" if self.total is None else self.total
        if self.unit == "part":
            return f"part {self.first + 1}/{total}"
        return f"bytes {self.first}-{self.last}/{total}"


def chunk_of(unit, number, *, shift=0, total="same", seed=0):
    start = sum(SIZES[:number]) + shift
    stop = min(start + SIZES[number], WHOLE)
    whole, more = (WHOLE, LEAST) if unit == "bytes" else (len(SIZES), 1)
    said = {"same": whole, "none": None, "other": whole + more}[total]
    content = noise(f"{seed} {number} {shift}", stop - start)
    if unit == "part":
        return Chunk(unit, number, number, said, content)
    return Chunk(unit, start, stop - 1, said, content)


@dataclass
class Upload:
    """What a container has to hold, by what was acknowledged."""

    unit: str | None = None
    total: int | None = None
    chunks: dict[int, Chunk] = field(default_factory=dict)
    done: bool = False

    def takes(self, new):
        total = self.total if new.total is None else new.total
        final = total is not None and new.last == total - 1
        highest = max((chunk.last for chunk in self.chunks.values()), default=-1)
        # a total that comes late leaves a part to come, or the bytes that are here
        least = highest + (2 if new.unit == "part" else 1)
        late = new.total is not None and (self.total is None or new.unit == "bytes")
        return not self.done and all(
            (
                self.unit in (None, new.unit),
                None in (self.total, new.total) or self.total == new.total,
                total is None or new.last < total,
                not late or not self.chunks or new.total >= least,
                len(new.content) >= LEAST or final,
                all(
                    new.last < chunk.first or chunk.last < new.first
                    for chunk in self.chunks.values()
                ),
            )
        )

    def take(self, new):
        self.unit = new.unit
        self.total = self.total if new.total is None else new.total
        self.chunks[new.first] = new
        held = sum(chunk.last - chunk.first + 1 for chunk in self.chunks.values())
        self.done = held == self.total

    @property
    def content(self):
        return b"".join(self.chunks[first].content for first in sorted(self.chunks))

    @property
    def places(self):
        return sorted((chunk.first, chunk.last) for chunk in self.chunks.values())


class Host:
    """A server that is killed and started again on the same data."""

    def __init__(self, launch, data):
        self._launch, self._data = launch, data
        self._stack = contextlib.ExitStack()
        self.start()

    def start(self):
        self.server = self._stack.enter_context(self._launch(self._data))
        self.api = self._stack.enter_context(self.server.api())

    def kill(self):
        self.server.kill()
        self.close()
        self.start()

    def close(self):
        self._stack.close()


class Uploading(RuleBasedStateMachine):
    videos = Bundle("videos")

    def __init__(self, host, wait_for):
        super().__init__()
        self.host, self.wait_for = host, wait_for
        self.model = {}

    @rule(target=videos)
    def create(self):
        video = self.host.api.create()["videoId"]
        self.model[video] = Upload()
        return video

    @rule(
        video=videos, unit=units, number=numbers, total=totals, seed=st.integers(0, 1)
    )
    def send(self, video, unit, number, total, seed):
        self.offer(video, chunk_of(unit, number, total=total, seed=seed))

    @rule(video=videos, unit=units, numbers=st.permutations(range(len(SIZES))))
    def send_the_rest(self, video, unit, numbers):
        for number in numbers:
            self.offer(video, chunk_of(unit, number))

    @rule(video=videos, number=numbers, shift=st.sampled_from([1, 999, LEAST - 1]))
    def send_bytes_across_a_border(self, video, number, shift):
        if number < len(SIZES) - 1:
            self.offer(video, chunk_of("bytes", number, shift=shift))

    @rule(video=videos)
    def send_all_at_once(self, video):
        answer = self.host.api.upload(video, noise(9, 4096))
        upload = self.model[video]
        free = not upload.done and upload.unit is None
        assert answer.status_code == (201 if free else 400)
        if free:
            upload.chunks[0] = Chunk("bytes", 0, 4095, 4096, noise(9, 4096))
            upload.done = True
        self.check(video)

    @rule(video=videos, unit=units, number=numbers)
    def send_with_rivals(self, video, unit, number):
        """Three clients want the same place with other bytes: one gets it."""
        rivals = [chunk_of(unit, number, seed=seed) for seed in range(3)]

        def send(chunk):
            with self.host.server.api() as api:
                return api.upload(video, chunk.content, chunk.header).status_code

        with ThreadPoolExecutor(len(rivals)) as pool:
            codes = list(pool.map(send, rivals))
        taken = [c for c, code in zip(rivals, codes, strict=True) if code == 201]
        assert set(codes) <= {201, 400}
        assert len(taken) == self.model[video].takes(rivals[0])
        for chunk in taken:
            self.model[video].take(chunk)
        self.check(video)

    @rule(video=consumes(videos))
    def delete(self, video):
        assert self.host.api.delete(f"/videos/{video}").status_code == 204
        del self.model[video]
        assert self.host.api.get(f"/videos/{video}").status_code == 404
        assert self.host.api.upload(video, b"late").status_code == 404
        assert not (self.host.server.data / "videos" / video).exists()

    @precondition(lambda self: any(upload.chunks for upload in self.model.values()))
    @rule()
    def kill(self):
        self.host.kill()
        for video in self.model:
            self.check(video)

    def offer(self, video, chunk):
        taken = self.model[video].takes(chunk)
        answer = self.host.api.upload(video, chunk.content, chunk.header)
        assert answer.status_code == (201 if taken else 400), (
            chunk.header,
            answer.text,
        )
        if taken:
            self.model[video].take(chunk)
        self.check(video)

    def check(self, video):
        upload, ingest = self.model[video], self.host.api.status(video)["ingest"]
        if not upload.chunks:
            assert ingest is None
            return
        assert ingest["status"] == ("uploaded" if upload.done else "uploading")
        said = [(one["from"], one["to"]) for one in ingest["receivedBytes"]]
        parts = [(n - 1, n - 1) for n in ingest["receivedParts"]["parts"]]
        if upload.unit is not None:
            assert sorted(said + parts) == upload.places
        if upload.done:
            assert ingest["filesize"] == len(upload.content)

    def teardown(self):
        for video, upload in self.model.items():
            if upload.done:
                self.stored(video, upload.content)
            self.host.api.delete(f"/videos/{video}")

    def stored(self, video, content):
        path = self.host.server.data / "videos" / video / "source"
        self.wait_for(lambda: path.exists() and path.stat().st_size == len(content))
        assert path.read_bytes() == content


@pytest.fixture
def host(launch, tmp_path):
    with contextlib.closing(Host(launch, tmp_path / "data")) as one:
        yield one


def test_the_server_holds_what_the_model_holds(host, wait_for):
    run_state_machine_as_test(
        lambda: Uploading(host, wait_for),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=14,
            derandomize=True,
            database=None,
            deadline=None,
            phases=(Phase.generate,),  # to shrink would take minutes
            suppress_health_check=list(HealthCheck),
        ),
    )

"""The server is killed at random moments, and loses nothing that it has acknowledged.

More of them: ``APIVIDEO_NB_TEST_MOMENTS=50 pytest tests/sandbox/test_survival.py``
"""

import hashlib
import os
import random
import re
import threading
import time
from dataclasses import dataclass, field

import pytest
import requests

from apivideo_nb.sandbox import media

MOMENTS = int(os.environ.get("APIVIDEO_NB_TEST_MOMENTS", "5"))
SEED = int(os.environ.get("APIVIDEO_NB_TEST_SEED", "0"))
MiB = 2**20
# what is under way, and seconds after its beginning until the server is killed
PHASES = {
    "receiving": 0.12,
    "joining": 0.15,
    "importing": 0.25,
    "encoding": 1.5,
    "deleting": 0.02,
}


@dataclass
class Sent:
    """What a client knows of one video."""

    content: bytes
    imported: bool = False
    acknowledged: set[int] = field(default_factory=set)
    unwanted: bool = False
    deleted: bool = False

    @property
    def ranges(self):
        size = len(self.content)
        starts = range(0, size, 5 * MiB)
        return [(start, min(start + 5 * MiB, size)) for start in starts]


class Client:
    """Uploads, imports and deletes, and remembers what was promised."""

    def __init__(self, clips, link):
        self.big, self.small = (clips(n).read_bytes() for n in ("big", "h264"))
        self.link = link("h264")
        self.videos = {}

    def receiving(self, api):
        self.send(api, self.add(api, self.big))

    def joining(self, api):
        self.send(api, self.add(api, self.big))

    def importing(self, api):
        video = api.create(source=self.link)
        self.videos[video["videoId"]] = Sent(self.small, imported=True)

    def encoding(self, api):
        self.send(api, self.add(api, self.small))

    def deleting(self, api):
        kept = [video_id for video_id, s in self.videos.items() if not s.unwanted]
        for video_id in kept[-1:]:
            self.videos[video_id].unwanted = True
            assert api.delete(f"/videos/{video_id}").status_code == 204
            self.videos[video_id].deleted = True

    def add(self, api, content):
        video_id = api.create()["videoId"]
        self.videos[video_id] = Sent(content)
        return video_id

    def send(self, api, video_id):
        """Send what is not acknowledged yet; what is held already is no error."""
        sent = self.videos[video_id]
        for first, stop in sent.ranges:
            if first in sent.acknowledged:
                continue
            whole = len(sent.ranges) == 1
            span = f"bytes {first}-{stop - 1}/{len(sent.content)}"
            part = sent.content[first:stop]
            answer = api.upload(video_id, part, None if whole else span)
            # an answer may be lost on its way: the server then knows more than we do
            assert answer.status_code in (201, 400), answer.text
            if answer.status_code == 400:
                assert re.search("already|processed|overlap", answer.text), answer.text
            sent.acknowledged.add(first)


def begin(work, api):
    """Do something in a thread, until it is done or the server is gone."""
    failures = []

    def run():
        try:
            work(api)
        except requests.RequestException:
            pass  # killed
        except AssertionError as exc:
            failures.append(exc)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, failures


def check_promises(api, server, client):
    """Whatever was acknowledged is there, whatever is served is whole."""
    for video_id, sent in client.videos.items():
        answer = api.get(f"/videos/{video_id}")
        if sent.deleted or (sent.unwanted and answer.status_code == 404):
            assert answer.status_code == 404
            assert not (server.data / "videos" / video_id).exists()
            continue
        assert answer.status_code == 200, answer.text
        status = api.status(video_id)
        if not sent.imported:
            ingest = status["ingest"] or {}
            held = {span["from"] for span in ingest.get("receivedBytes") or []}
            complete = ingest.get("status") == "uploaded"
            assert complete or sent.acknowledged <= held
        check_served(api, answer.json()["assets"], status)


def check_served(api, assets, status):
    states = {(q["type"], q["status"]) for q in status["encoding"]["qualities"]}
    if ("hls", "encoded") in states:
        check_ladder(api, assets["hls"])
    if ("mp4", "encoded") in states:
        answer = api.get(assets["mp4"])
        assert answer.status_code == 200
        assert b"moov" in answer.content
        assert b"mdat" in answer.content


def check_ladder(api, url):
    manifest = api.get(url)
    assert manifest.status_code == 200
    for variant in re.findall(r"^[^#\n].*", manifest.text, re.MULTILINE):
        playlist = api.get(requests.compat.urljoin(url, variant))
        assert playlist.text.endswith("#EXT-X-ENDLIST\n")
        for name in re.findall(r"^[^#\n].*", playlist.text, re.MULTILINE):
            segment = api.get(requests.compat.urljoin(playlist.url, name))
            assert segment.status_code == 200
            assert segment.content


def finish(api, server, client, tmp_path):
    """Send the rest of everything; all must be encoded, and equal what was sent."""
    for video_id, sent in client.videos.items():
        if sent.unwanted and api.get(f"/videos/{video_id}").status_code == 404:
            continue
        if not sent.imported:
            client.send(api, video_id)
        status = api.finished(video_id)
        states = {q["status"] for q in status["encoding"]["qualities"]}
        assert states == {"encoded"}, status
        source = server.data / "videos" / video_id / "source"
        stored = hashlib.sha256(source.read_bytes()).digest()
        assert stored == hashlib.sha256(sent.content).digest()
        mp4 = tmp_path / "served.mp4"
        mp4.write_bytes(api.get(f"/vod/{video_id}/mp4/source.mp4").content)
        assert media.probe(mp4).duration == pytest.approx(2, abs=0.2)
        assert not list(source.parent.glob("chunks/*"))


def test_killed_at_random_moments_it_loses_nothing_it_acknowledged(
    launch, clips, link, tmp_path
):
    chance = random.Random(SEED)
    client = Client(clips, link)
    data = tmp_path / "data"
    phases = list(PHASES)
    for number in range(MOMENTS):
        phase = phases[number % len(phases)]
        with launch(data) as server, server.api() as api:
            check_promises(api, server, client)
            if phase == "joining":
                client.joining(api)
                thread = None
            else:
                thread, failures = begin(getattr(client, phase), api)
            time.sleep(chance.uniform(0, PHASES[phase]))  # the random moment itself
            server.kill()
            if thread is not None:
                thread.join(40)
                assert not failures, (phase, number)
    with launch(data) as server, server.api() as api:
        check_promises(api, server, client)
        finish(api, server, client, tmp_path)
        assert not list((server.data / "incoming").iterdir())
        assert not list((server.data / "trash").iterdir())

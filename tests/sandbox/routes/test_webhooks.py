import contextlib
import hashlib
import hmac
import itertools
import json
import re
import socket
import sqlite3
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

EVENT = "video.encoding.quality.completed"


@dataclass
class Receiver:
    """A server that is told of events, and answers each as it is asked to."""

    url: str
    answers: list = field(default_factory=list)
    got: list = field(default_factory=list)
    webhook: dict | None = None

    def bodies(self):
        return [body for _, _, body in self.got]

    def qualities(self):
        events = [json.loads(body) for body in self.bodies()]
        return [(event["encoding"], event["quality"]) for event in events]


@contextlib.contextmanager
def listening():
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append((time.monotonic(), dict(self.headers), body))
            status = receiver.answers.pop(0) if receiver.answers else 204
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"{receiver.url}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        receiver = Receiver(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield receiver
        server.shutdown()
        thread.join()


@pytest.fixture
def receiver():
    with listening() as one:
        yield one


def subscribe(api, url, *events):
    answer = api.post("/webhooks", json={"events": events or [EVENT], "url": url})
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.fixture
def told(api, receiver):
    """A receiver that has a webhook."""
    receiver.webhook = subscribe(api, f"{receiver.url}/told?by=webhook")
    yield receiver
    api.delete(f"/webhooks/{receiver.webhook['webhookId']}")


def waiting(data, webhook):
    """Count what is still to be sent to a webhook."""
    uri = f"file:{data / 'sandbox.db'}?mode=ro"
    with contextlib.closing(sqlite3.connect(uri, uri=True)) as db:
        return db.execute(
            "SELECT count(*) FROM deliveries WHERE webhook_id = ?",
            (webhook["webhookId"],),
        ).fetchone()[0]


def encode(api, clips, name="h264", **fields):
    video_id = api.create(**fields)["videoId"]
    assert api.upload(video_id, clips(name).read_bytes()).status_code == 201
    return video_id


def test_a_webhook_is_made_shown_listed_and_deleted(api):
    made = subscribe(api, "http://127.0.0.1:9/a", EVENT, "video.caption.generated")
    assert set(made) == {"webhookId", "createdAt", "events", "url", "signatureSecret"}
    assert made["webhookId"].startswith("webhook_")
    assert made["signatureSecret"].startswith("sig_sec_")
    assert made["events"] == [EVENT, "video.caption.generated"]
    path = f"/webhooks/{made['webhookId']}"
    assert api.get(path).json() == made
    assert made in api.get("/webhooks").json()["data"]
    refused = api.patch(path, json={"url": "http://127.0.0.1:9/b"})
    assert refused.status_code == 405
    assert set(refused.headers["Allow"].split(", ")) == {"DELETE", "GET", "HEAD"}
    deleted = api.delete(path)
    assert (deleted.status_code, deleted.content) == (204, b"")
    for answer in (api.get(path), api.delete(path)):
        assert (answer.status_code, answer.json()["name"]) == (404, "webhookId")


def test_webhooks_are_listed_by_event_by_page_and_by_project(server):
    with server.api("sandbox_key") as api:
        events = [EVENT, "live-stream.broadcast.ended", EVENT]
        made = [
            subscribe(api, f"http://h/{n}", event) for n, event in enumerate(events)
        ]
        ids = [one["webhookId"] for one in made]
        answer = api.get(f"/webhooks?events={EVENT}&pageSize=1").json()
        assert [row["webhookId"] for row in answer["data"]] == [ids[2]]
        assert answer["pagination"]["itemsTotal"] == 2
        assert answer["pagination"]["links"][0]["uri"] == (
            f"/webhooks?currentPage=1&pageSize=1&events={EVENT}"
        )
        answer = api.get(f"/webhooks?events={EVENT}&pageSize=1&currentPage=2").json()
        assert [row["webhookId"] for row in answer["data"]] == [ids[0]]
        assert api.get("/webhooks?events=nothing").json()["data"] == []
        with server.api() as other:
            assert other.get(f"/webhooks/{ids[0]}").status_code == 404
            assert other.delete(f"/webhooks/{ids[0]}").status_code == 404
        for webhook_id in ids:
            assert api.delete(f"/webhooks/{webhook_id}").status_code == 204


def test_there_is_an_end_to_the_webhooks_of_a_project(start, slug_of):
    with start().api() as api:
        for number in range(100):
            subscribe(api, f"http://127.0.0.1:9/{number}")
        body = {"events": [EVENT], "url": "http://127.0.0.1:9/one-more"}
        answer = api.post("/webhooks", json=body)
        assert (answer.status_code, slug_of(answer)) == (400, "webhook-limit-reached")


def test_every_quality_is_told_once_lowest_first_and_signed(api, clips, told, wait_for):
    video_id = encode(api, clips, "four_three")
    wait_for(lambda: len(told.got) >= 4)
    api.finished(video_id)
    assert told.qualities() == [
        ("hls", "240p"),
        ("hls", "360p"),
        ("hls", "480p"),
        ("mp4", "480p"),
    ]
    for _, headers, body in told.got:
        secret = told.webhook["signatureSecret"].encode()
        mac = hmac.new(secret, body, hashlib.sha256).hexdigest()
        assert headers["X-Api-Video-Signature"] == mac
        assert headers["X-Api-Video-WebhookID"] == told.webhook["webhookId"]
        assert headers["Content-Type"] == "application/json"
        event = json.loads(body)
        assert list(event) == ["type", "emittedAt", "videoId", "encoding", "quality"]
        assert (event["type"], event["videoId"]) == (EVENT, video_id)
        assert re.fullmatch(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", event["emittedAt"]
        )
        assert b": " not in body


def test_a_refusal_is_tried_again_three_times_three_seconds_apart_and_given_up(
    server, api, clips, told, wait_for
):
    told.answers = [500, 302, 404, 503]
    encode(api, clips, mp4Support=False)
    wait_for(lambda: len(told.got) == 4)
    times = [when for when, _, _ in told.got]
    for first, second in itertools.pairwise(times):
        assert 2.9 < second - first < 6
    assert len(set(told.bodies())) == 1
    wait_for(lambda: waiting(server.data, told.webhook) == 0)
    assert len(told.got) == 4


def test_nobody_is_told_of_what_they_did_not_ask_for(
    server, api, clips, told, wait_for
):
    other = subscribe(api, f"{told.url}/other", "video.source.recorded")
    with server.api("sandbox_key") as sandbox:
        foreign = subscribe(sandbox, f"{told.url}/foreign")
        encode(api, clips, mp4Support=False)
        wait_for(lambda: told.got)
        encode(sandbox, clips, mp4Support=False)
        wait_for(lambda: len(told.got) == 2)
        ids = [headers["X-Api-Video-WebhookID"] for _, headers, _ in told.got]
        assert ids == [told.webhook["webhookId"], foreign["webhookId"]]
        sandbox.delete(f"/webhooks/{foreign['webhookId']}")
    api.delete(f"/webhooks/{other['webhookId']}")


def test_a_quality_that_comes_later_is_told_alone(api, clips, told, wait_for):
    video_id = encode(api, clips, mp4Support=False)
    wait_for(lambda: told.got)
    api.finished(video_id)
    api.patch(f"/videos/{video_id}", json={"mp4Support": True})
    wait_for(lambda: len(told.got) == 2)
    assert told.qualities() == [("hls", "240p"), ("mp4", "240p")]
    assert told.webhook["events"] == [EVENT]


def test_a_receiver_that_hangs_holds_up_no_other(api, clips, receiver, wait_for):
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes, never answers
        stuck = subscribe(api, f"http://127.0.0.1:{silent.getsockname()[1]}/")
        webhook = subscribe(api, receiver.url)
        began = time.monotonic()
        encode(api, clips, mp4Support=False)
        wait_for(lambda: receiver.got)
        assert time.monotonic() - began < 10
        for one in (stuck, webhook):
            api.delete(f"/webhooks/{one['webhookId']}")


def test_no_event_is_lost_by_a_kill(start, clips, receiver, wait_for):
    receiver.answers = [500] * 3
    server = start()
    with server.api() as api:
        webhook = subscribe(api, receiver.url)
        video_id = encode(api, clips)
        api.finished(video_id)
        wait_for(lambda: len(receiver.got) >= 2)  # both refused, neither forgotten
    server.kill()
    assert waiting(server.data, webhook) == 2

    server = start()
    wait_for(lambda: waiting(server.data, webhook) == 0)
    taken = {json.loads(body)["encoding"] for body in receiver.bodies()[3:]}
    assert taken == {"hls", "mp4"}
    assert set(receiver.qualities()) == {("hls", "240p"), ("mp4", "240p")}


def test_a_server_waits_for_its_deliveries_before_it_goes_away(start, clips, receiver):
    receiver.answers = [500]
    server = start(idle_timeout=0.5)
    with server.api() as api:
        subscribe(api, receiver.url)
        encode(api, clips, mp4Support=False)
    assert server.process.wait(60) == 0
    assert len(receiver.got) == 2

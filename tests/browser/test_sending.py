"""The sending module by itself, in a page without a notebook, to a local sandbox."""

from pathlib import Path

import pytest

import apivideo_nb
from apivideo_nb.widgets.browser import read_static

ROOT = Path(apivideo_nb.__file__).parent
STREAM = """async ([bytes, order]) => {
  const stream = new Stream(5 * 2 ** 20);
  const sender = new Sender({...order, name: 'take.mp4', renew: null});
  const stop = new AbortController();
  const source = await (await fetch(bytes)).blob();
  const seen = [];
  for (let at = 0; at < source.size; at += 2 ** 20) {
    stream.add(source.slice(at, at + 2 ** 20));
    stream.flush(sender, stop.signal, (sent) => seen.push(sent));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await stream.finish(sender, stop.signal, (sent) => seen.push(sent));
  return [stream.number, Math.max(...seen), source.size];
}"""


@pytest.fixture
def sending(page, running):
    page.goto(f"{running.url}/health")
    page.add_script_tag(content=read_static("sending.js"))
    return page


def test_a_recording_is_sent_while_it_grows_in_parts_of_five_mib(
    sending, client, clips
):
    video = client.videos.create("A long take")
    token = client.upload_tokens.create(60)
    order = {
        "url": client.upload_tokens.url,
        "token": token.token,
        "videoId": video.video_id,
    }
    sending.route(
        "**/clip-of-the-test",
        lambda route: route.fulfill(body=clips("big").read_bytes()),
    )
    bytes_at = f"{client.base_url}/clip-of-the-test"
    parts, sent, size = sending.evaluate(STREAM, [bytes_at, order])
    assert (parts, sent) == (3, size)
    video.wait("playable")
    ingest = video.status().ingest
    assert ingest.filesize == size
    assert ingest.received_parts.parts == (1, 2, 3)


def test_nothing_of_it_is_fetched_from_elsewhere():
    for path in (ROOT / "widgets" / "static").glob("*.js"):
        code = path.read_text("utf-8")
        assert "import " not in code.replace("can import nothing", "")
        assert "https://" not in code.replace("pages with https://", "")

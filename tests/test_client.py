"""The client against the local sandbox: every kind of source, all the way."""

import hashlib
import io
import os
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import pytest
from PIL import Image

import apivideo_nb as av
from apivideo_nb.api.multipart import MultipartBody
from apivideo_nb.upload import engine, plan
from apivideo_nb.upload.plan import MiB

# name of the clip, and what the source is said to be made of
CLIPS = {
    "h264": ("h264", "aac"),
    "avi": ("mpeg4", "mp3"),
    "vp9": ("vp9", "opus"),
    "prores": ("prores", "pcm"),
    "rotated": ("h264", None),
    "silent": ("h264", None),
    "tiny": ("ffv1", "mp3"),
    "one_second": ("h264", None),
    "four_three": ("h264", None),
}


@pytest.fixture(scope="session")
def client(sandbox):
    return av.Client(sandbox.api_key, base_url=sandbox.url)


@pytest.mark.parametrize("by", ["file", "link"])
@pytest.mark.parametrize("name", CLIPS)
def test_any_clip_becomes_playable_and_encoded(client, clips, link, name, by):
    source = clips(name) if by == "file" else link(f"{name}.bin")
    video = client.upload(source, title=f"{name} by {by}", wait="playable")
    assert video.status().playable
    status = video.wait("encoded", timeout=120).status()
    assert status.encoded
    assert {q.status for q in status.encoding.qualities} == {"encoded"}
    codec, sound = CLIPS[name]
    assert codec in status.encoding.metadata.video_codec
    if sound:
        assert sound in status.encoding.metadata.audio_codec
    assert status.ingest.status == ("uploaded" if by == "file" else "ingested")
    for url in (video.assets.hls, video.assets.mp4, video.assets.thumbnail):
        assert client._session.download(url)
    video.delete()


def test_what_is_no_video_fails_in_words_within_its_deadline(client, no_video):
    source, words = no_video
    with pytest.raises(av.EncodingError, match=words) as caught:
        client.upload(source, title="no video", wait="playable", wait_timeout=60)
    assert caught.value.hint
    (video,) = islice(client.videos.list(title="no video"), 1)
    status = video.status()
    assert (status.state, status.encoding.reason) == ("failed", str(caught.value))


def test_every_field_comes_back(client, clips):
    video = client.upload(
        clips("h264"),
        title="All of it",
        description="A clip",
        public=False,
        panoramic=True,
        mp4_support=False,
        tags=["a", "b c"],
        metadata={"speaker": "Ada"},
        language="en",
        clip=(0.5, "1.5"),
    )
    again = client.videos.get(video.video_id)
    assert (again.title, again.description) == ("All of it", "A clip")
    assert (again.public, again.panoramic, again.mp4_support) == (False, True, False)
    assert (again.tags, again.metadata) == (("a", "b c"), {"speaker": "Ada"})
    assert again.language == "en"
    assert again.assets.mp4 is None
    assert again.assets.player != video.assets.player  # a fresh token
    video.wait("encoded", timeout=120)
    assert video.status().encoding.metadata.duration == pytest.approx(1.0, abs=0.15)


def test_the_title_defaults_to_the_files_name(client, clips):
    assert client.upload(clips("tiny")).title == clips("tiny").name


@pytest.mark.parametrize("kind", ["path", "bytes", "file"])
def test_what_is_stored_is_what_was_sent(client, clips, sandbox, kind):
    path = clips("h264")
    opened = path.open("rb") if kind == "file" else io.BytesIO()
    source = {"path": path, "bytes": path.read_bytes(), "file": opened}[kind]
    with opened:
        video = client.upload(source, title=kind, wait="encoded")
    assert stored_sha256(sandbox, video) == sha256(path)


def test_a_large_file_is_sent_in_parts_and_stored_as_it_was(
    client, clips, sandbox, monkeypatch
):
    monkeypatch.setattr(plan, "DEFAULT_CHUNK", 5 * MiB)
    path, reports = clips("big"), []
    size = path.stat().st_size
    video = client.upload(path, title="in parts", on_progress=reports.append)
    parts = -(-size // (5 * MiB))
    received = video.status().ingest.received_parts
    assert (received.parts, received.total) == (tuple(range(1, parts + 1)), parts)
    sending = [report for report in reports if report.stage == "uploading"]
    assert (sending[-1].sent, sending[-1].total) == (size, size)
    video.wait("encoded")
    assert stored_sha256(sandbox, video) == sha256(path)


def stored_sha256(sandbox, video):
    video.wait("playable", timeout=60)  # by then the parts are joined
    return sha256(sandbox.data / "videos" / video.video_id / "source")


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def stopped(client, source, **options):
    """Upload until the first report of progress; give what is said then."""
    cancel = threading.Event()
    with pytest.raises(av.UploadInterruptedError) as caught:
        client.upload(
            source, on_progress=lambda _: cancel.set(), cancel=cancel, **options
        )
    return caught.value


def test_an_upload_that_was_stopped_goes_on_where_it_stopped(
    client, clips, sandbox, monkeypatch
):
    monkeypatch.setattr(plan, "DEFAULT_CHUNK", 5 * MiB)
    monkeypatch.setattr(engine, "PARALLEL", 1)
    monkeypatch.setattr(engine, "REPORT_EVERY", 0)
    path, reports, size = clips("big"), [], clips("big").stat().st_size
    cancel = threading.Event()

    def stop(progress):
        if progress.sent > 6 * MiB:
            cancel.set()

    with pytest.raises(av.UploadInterruptedError) as caught:
        client.upload(path, title="go on", on_progress=stop, cancel=cancel)
    assert "the rest is sent" in caught.value.hint
    parts = client.videos.status(caught.value.video_id).ingest.received_parts.parts
    assert parts == (1,)
    video = client.upload(path, title="go on", on_progress=reports.append)
    assert video.video_id == caught.value.video_id
    assert reports[0].sent > 5 * MiB
    assert reports[-1].sent == reports[-1].total == size
    assert stored_sha256(sandbox, video) == sha256(path)


def test_what_cannot_be_taken_up_again_leaves_nothing_behind(client):
    class Endless:
        name = "endless.mp4"

        def read(self, count):
            return bytes(count)

    error = stopped(client, Endless(), title="endless")
    assert error.video_id is None
    assert "Nothing of it was kept" in str(error)
    assert list(client.videos.list(title="endless")) == []


def test_a_pipe_of_unknown_length_is_sent_in_parts(client, clips, sandbox, monkeypatch):
    monkeypatch.setattr(plan, "DEFAULT_CHUNK", 5 * MiB)
    reports = []
    with subprocess.Popen(["cat", clips("big")], stdout=subprocess.PIPE) as process:
        video = client.upload(process.stdout, title="piped", on_progress=reports.append)
    received = video.status().ingest.received_parts
    assert (received.parts, received.total) == ((1, 2, 3), 3)
    assert stored_sha256(sandbox, video) == sha256(clips("big"))
    assert reports[-1].sent == reports[-1].total == clips("big").stat().st_size


def test_the_same_bytes_with_the_same_options_are_the_same_video(client, clips):
    data = clips("h264").read_bytes()
    first = client.upload(data, title="once", tags=["a"])
    reports = []
    again = client.upload(
        io.BytesIO(data), title="once", tags=["a"], on_progress=reports.append
    )
    assert (again.video_id, reports) == (first.video_id, [])
    other = client.upload(data, title="once", tags=["b"])
    assert other.video_id != first.video_id
    forced = client.upload(data, title="once", tags=["a"], force=True)
    assert forced.video_id != first.video_id
    latest = client.upload(data, title="once", tags=["a"])
    assert latest.video_id == forced.video_id


def test_a_file_is_the_same_if_its_bytes_are(client, clips, tmp_path):
    path = tmp_path / "talk.mp4"
    path.write_bytes(clips("h264").read_bytes())
    first = client.upload(path)
    assert client.upload(str(path)).video_id == first.video_id
    os.utime(path, ns=(1, 1))  # touched
    assert client.upload(path).video_id == first.video_id
    data = bytearray(path.read_bytes())
    data[-1] ^= 1  # of the same length
    path.write_bytes(data)
    changed = client.upload(path)
    assert changed.video_id != first.video_id
    path.write_bytes(clips("silent").read_bytes())
    assert client.upload(path).video_id not in {first.video_id, changed.video_id}


def test_a_video_that_is_gone_is_uploaded_anew(client, clips):
    data = clips("tiny").read_bytes()
    first = client.upload(data, title="gone")
    first.delete()
    assert client.upload(data, title="gone").video_id != first.video_id


def test_the_same_bytes_fail_the_same_way(client):
    failed = client.upload(b"no video at all", title="failed")
    for _ in range(2):
        with pytest.raises(av.EncodingError):
            client.upload(b"no video at all", title="failed", wait="playable")
    assert [v.video_id for v in client.videos.list(title="failed")] == [failed.video_id]


def test_a_container_that_vanished_is_made_anew(client, clips, sandbox):
    error = stopped(client, clips("big"), title="vanished")
    client.videos.delete(error.video_id)
    video = client.upload(clips("big"), title="vanished")
    assert video.video_id != error.video_id
    assert stored_sha256(sandbox, video) == sha256(clips("big"))


def test_what_was_completed_elsewhere_is_taken_as_it_is(client, clips):
    error = stopped(client, clips("big"), title="elsewhere")
    data = clips("big").read_bytes()
    client.videos.send_chunk(
        error.video_id, None, lambda: MultipartBody("a.mp4", len(data), lambda: [data])
    )
    reports = []
    video = client.upload(clips("big"), title="elsewhere", on_progress=reports.append)
    assert (video.video_id, reports) == (error.video_id, [])
    again = client.upload(clips("big"), title="elsewhere")
    assert again.video_id == video.video_id


def test_a_deadline_ends_the_sending_and_keeps_what_was_sent(client, clips):
    with pytest.raises(av.UploadInterruptedError, match="by its deadline") as caught:
        client.upload(clips("big"), title="late", deadline=0)
    video = client.upload(clips("big"), title="late", deadline=60)
    assert video.video_id == caught.value.video_id


def test_a_file_that_changes_while_it_is_sent_leaves_nothing_behind(
    client, clips, tmp_path
):
    path = tmp_path / "growing.mp4"
    path.write_bytes(clips("big").read_bytes())

    def grow(_):
        with path.open("ab") as file:
            file.write(b"more")

    with pytest.raises(av.SourceError, match="was changed"):
        client.upload(path, on_progress=grow)
    assert list(client.videos.list(title="growing.mp4")) == []


def test_two_threads_that_upload_the_same_make_one_video(client, clips):
    with ThreadPoolExecutor(3) as pool:
        futures = [
            pool.submit(client.upload, clips("big"), title="at once") for _ in range(3)
        ]
        videos = {future.result().video_id for future in futures}
    assert len(videos) == 1
    assert [v.video_id for v in client.videos.list(title="at once")] == list(videos)


def test_without_a_ledger_an_upload_works_and_warns(
    client, clips, tmp_path, monkeypatch
):
    (tmp_path / "file").touch()
    monkeypatch.setenv("APIVIDEO_NB_HOME", str(tmp_path / "file"))
    with pytest.warns(UserWarning, match="Uploads are not remembered"):
        video = client.upload(clips("tiny"), title="unremembered")
    assert video.status().uploaded
    assert stopped(client, clips("tiny"), title="unremembered").video_id is None


def test_the_ledger_tells_no_secret(client, clips, sandbox, tmp_path):
    client.upload(clips("tiny"), title="A private matter", metadata={"with": "Ada"})
    (path,) = (tmp_path / "home" / "ledger").glob("*.json")
    told = path.name + path.read_text()
    for secret in (sandbox.api_key, client._session._login.token, "private", "Ada"):
        assert secret not in told


def test_cancel_stops_waiting_and_the_service_goes_on(client, clips):
    cancel = threading.Event()
    cancel.set()
    video = client.upload(clips("h264"), title="go on")
    with pytest.raises(av.UploadInterruptedError) as caught:
        video.wait("encoded", cancel=cancel)
    assert caught.value.video_id == video.video_id
    assert video.wait("encoded", timeout=120).status().encoded


def test_what_is_uploaded_is_uploaded_whatever_becomes_of_it(client):
    video = client.upload(b"no video", title="no video")
    with pytest.raises(av.EncodingError):
        video.wait("playable", timeout=60)
    assert video.wait("uploaded").status().failed


def test_a_deadline_passes_in_words(client):
    video = client.videos.create("empty")
    with pytest.raises(
        av.WaitTimeoutError, match="not playable after 0 s; it is empty"
    ):
        video.wait("playable", timeout=0)


def test_progress_goes_from_upload_to_playable(client, clips):
    stages = []
    client.upload(
        clips("h264"),
        title="stages",
        on_progress=lambda progress: stages.append(progress.stage),
        wait="encoded",
    )
    order = ["uploading", "encoding", "playable", "encoded"]
    seen = list(dict.fromkeys(stages))
    assert seen == [stage for stage in order if stage in seen]
    assert (seen[0], seen[-1]) == ("uploading", "encoded")


def test_videos_are_listed_lazily_over_all_pages(client):
    for n in range(5):
        client.videos.create(f"page {n}", tags=["paged"], metadata={"n": str(n)})
    found = client.videos.list(
        tags=["paged"], page_size=2, sort_by="title", sort_order="asc"
    )
    assert [video.title for video in found] == [f"page {n}" for n in range(5)]
    (third,) = client.videos.list(tags=["paged"], metadata={"n": "3"})
    assert third.title == "page 3"


def test_a_video_is_changed_cloned_and_deleted(client, clips):
    video = client.upload(clips("tiny"), title="first", wait="encoded")
    changed = video.update(title="second", tags=["t"], public=False)
    assert (changed.title, changed.tags, changed.public) == ("second", ("t",), False)
    clone = client.videos.clone(video.video_id)
    assert clone.title == "second"
    assert clone.video_id != video.video_id
    clone.wait("playable", timeout=60)
    assert client.upload(changed, title="third").title == "third"
    video.delete()
    with pytest.raises(av.NotFoundError):
        video.refresh()


def test_a_thumbnail_is_picked_and_uploaded(client, clips, tmp_path):
    video = client.upload(clips("h264"), title="thumb", wait="encoded")
    client.videos.pick_thumbnail(video.video_id, 1.0)
    picture = io.BytesIO()
    Image.new("RGB", (64, 36), "red").save(picture, "JPEG")
    path = tmp_path / "red.jpg"
    path.write_bytes(picture.getvalue())
    for source in (picture.getvalue(), path, str(path)):
        client.videos.upload_thumbnail(video.video_id, source)
    with Image.open(
        io.BytesIO(client._session.download(video.assets.thumbnail))
    ) as shown:
        red, green, blue = shown.convert("RGB").getpixel((5, 5))
    assert red > 200
    assert max(green, blue) < 60


def test_an_upload_token_lets_others_in_until_it_is_deleted(client):
    token = client.upload_tokens.create(ttl=60)
    assert token.token not in repr(token)
    assert client.upload_tokens.get(token.token).ttl == 60
    assert token.token in {found.token for found in client.upload_tokens.list()}
    client.upload_tokens.delete(token.token)
    with pytest.raises(av.NotFoundError):
        client.upload_tokens.get(token.token)


def test_a_wrong_field_names_itself(client):
    with pytest.raises(av.ApiError, match="language") as caught:
        client.videos.create("x", language="klingon")
    assert caught.value.slug == "invalid-attribute"


def test_a_wrong_key_is_refused(sandbox):
    stranger = av.Client("not-the-key", base_url=sandbox.url)
    with pytest.raises(av.AuthenticationError, match="API key was refused"):
        next(stranger.videos.list())


def test_a_wrong_wait_is_refused_before_anything_is_sent(client):
    with pytest.raises(ValueError, match="cannot wait for 'done'"):
        client.upload(b"x", wait="done")


def test_a_drawn_video_is_picture_player_and_words(client, clips):
    video = client.upload(clips("h264"), title="Drawn <b>", wait="encoded")
    bundle = video._repr_mimebundle_()
    assert sorted(bundle) == ["image/jpeg", "text/html", "text/plain"]
    assert video.assets.player in bundle["text/html"]
    assert "<b>" not in bundle["text/html"]
    assert bundle["text/plain"].startswith("Drawn <b>")


def test_a_private_video_is_drawn_with_a_player_that_still_opens(client, clips):
    video = client.upload(clips("h264"), title="p", public=False, wait="encoded")
    bundle = video._repr_mimebundle_()
    assert "image/jpeg" in bundle
    player = bundle["text/plain"].split()[-1]
    assert "token=" in player
    assert client._session.download(player)
    assert client._session.download(player) is None  # one viewer, once


def test_a_deleted_video_is_drawn_in_words(client):
    video = client.videos.create("gone")
    video.delete()
    bundle = video._repr_mimebundle_()
    assert "deleted" in bundle["text/plain"]


def test_a_video_on_its_own_says_where_to_get_one():
    video = av.Video(video_id="viX", title="T")
    assert repr(video) == "<Video viX 'T' public>"
    assert video._repr_mimebundle_() == {"text/plain": repr(video)}
    with pytest.raises(ValueError, match=r"client\.videos\.get"):
        video.status()


def test_without_a_key_work_goes_to_the_local_sandbox(local_home):
    client = av.Client()
    assert client.environment == "local sandbox"
    assert client.base_url == local_home.running().url


def test_a_video_of_the_local_sandbox_says_that_it_is_seen_here_only():
    video = av.Client().videos.create("here")
    assert "on this machine only" in video._repr_mimebundle_()["text/html"]


def test_a_client_survives_a_reset_of_the_local_sandbox(local_home):
    client = av.Client()
    client.videos.create("before")
    local_home.reset()
    assert client.videos.create("after").title == "after"
    assert [video.title for video in client.videos.list()] == ["after"]


def test_a_server_without_a_key_says_what_to_do(monkeypatch):
    monkeypatch.setenv("APIVIDEO_BASE_URL", "http://127.0.0.1:9")
    with pytest.raises(av.ConfigurationError, match="no API key for") as caught:
        next(av.Client().videos.list())
    assert "APIVIDEO_API_KEY" in caught.value.hint


def test_the_configured_client_is_one_and_the_same(monkeypatch):
    monkeypatch.setenv("APIVIDEO_API_KEY", "one")
    first = av.Client.from_config()
    assert av.Client.from_config() is first
    monkeypatch.setenv("APIVIDEO_API_KEY", "two")
    assert av.Client.from_config() is not first

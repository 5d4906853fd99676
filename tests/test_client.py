"""The client against the local sandbox: every kind of source, all the way."""

import io
import threading
from itertools import islice

import pytest
from PIL import Image

import apivideo_nb as av

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

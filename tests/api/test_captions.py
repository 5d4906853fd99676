import pytest

from apivideo_nb import ApiError, NotFoundError

VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\nZażółć"
SUBRIP = "1\n00:00:00,000 --> 00:00:02,000\nZażółć\n"


@pytest.mark.parametrize("kind", ["path", "string path", "bytes", "text"])
def test_captions_come_from_a_path_bytes_or_the_text_itself(
    client, video_id, tmp_path, kind
):
    path = tmp_path / "talk.vtt"
    path.write_text(VTT, "utf-8")
    source = {
        "path": path,
        "string path": str(path),
        "bytes": VTT.encode(),
        "text": VTT,
    }[kind]
    caption = client.captions.upload(video_id, "pl", source)
    assert (caption.srclang, caption.language_name) == ("pl", "Polski")
    assert client.captions.text(video_id, "pl") == VTT


def test_subrip_becomes_webvtt_and_a_second_upload_replaces_the_first(client, video_id):
    client.captions.upload(video_id, "pl", VTT)
    client.captions.upload(video_id, "pl", SUBRIP)
    assert client.captions.text(video_id, "pl").startswith("WEBVTT\n\n1\n00:00:00.000")
    assert len(list(client.captions.list(video_id))) == 1


def test_one_language_is_the_default_and_pages_are_fetched_as_needed(client, video_id):
    for language in ("en", "fr", "de"):
        client.captions.upload(video_id, language, VTT)
    client.captions.update(video_id, "fr", default=True)
    assert client.captions.update(video_id, "en", default=True).default
    found = list(client.captions.list(video_id, page_size=1))
    assert {caption.srclang: caption.default for caption in found} == {
        "en": True,
        "fr": False,
        "de": False,
    }


def test_captions_of_a_private_video_can_be_read_and_their_token_is_not_shown(client):
    video = client.videos.create("Private", public=False)
    caption = client.captions.upload(video.video_id, "en", VTT)
    assert client.captions.text(video.video_id, "en") == VTT
    token = caption.src.split("/token/")[1].split("/")[0]
    assert token not in repr(caption)


def test_captions_that_were_deleted_are_not_found(client, video_id):
    client.captions.upload(video_id, "en", VTT)
    client.captions.delete(video_id, "en")
    with pytest.raises(NotFoundError):
        client.captions.text(video_id, "en")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe\x00\x01", "no text in UTF-8"),
        (b"Hello", "first line has to be WEBVTT"),
    ],
)
def test_what_is_no_caption_file_is_refused_by_its_name(
    client, video_id, tmp_path, content, words
):
    path = tmp_path / "talk.txt"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=f"talk.txt.*{words}"):
        client.captions.upload(video_id, "en", path)
    assert list(client.captions.list(video_id)) == []


def test_an_unknown_language_is_refused_in_the_services_words(client, video_id):
    with pytest.raises(ApiError, match="language"):
        client.captions.upload(video_id, "x y", VTT)


def test_a_video_in_place_of_its_id_is_a_readable_error(client, video_id):
    video = client.videos.get(video_id)
    with pytest.raises(TypeError, match=r"video\.video_id"):
        list(client.captions.list(video))

"""The vendor's own client as a judge of the local sandbox."""

import warnings

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # in its generated code
    from apivideo.api.videos_api import VideosApi
    from apivideo.apis import UploadTokensApi
    from apivideo.exceptions import NotFoundException
    from apivideo.model.metadata import Metadata
    from apivideo.model.token_creation_payload import TokenCreationPayload
    from apivideo.model.video_creation_payload import VideoCreationPayload
    from apivideo.model.video_thumbnail_pick_payload import VideoThumbnailPickPayload
    from apivideo.model.video_update_payload import VideoUpdatePayload

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:apivideo")


def test_the_official_client_does_its_whole_round(server, vendor, api, clips):
    videos = VideosApi(vendor)
    made = videos.create(
        VideoCreationPayload(
            title="Official",
            tags=["judge"],
            metadata=[Metadata(key="Author", value="Ada")],
        )
    )
    with clips("big").open("rb") as file:
        sent = videos.upload(made.video_id, file)
    assert sent.video_id == made.video_id
    stored = server.data / "videos" / made.video_id / "source"
    status = api.finished(made.video_id)
    assert status["ingest"]["receivedParts"] == {"parts": [1, 2, 3], "total": 3}
    assert stored.read_bytes() == clips("big").read_bytes()

    seen = videos.get_status(made.video_id)
    assert seen.ingest.status == "uploaded"
    assert seen.encoding.playable is True
    assert {q.status for q in seen.encoding.qualities} == {"encoded"}
    assert (seen.encoding.metadata.width, seen.encoding.metadata.height) == (426, 240)

    for filters in ({"tags": ["judge"]}, {"metadata": {"Author": "Ada"}}):
        found = videos.list(**filters)
        assert [video.video_id for video in found.data] == [made.video_id]
        assert found.pagination.items_total == 1

    changed = videos.update(
        made.video_id, VideoUpdatePayload(title="Changed", tags=[], public=False)
    )
    assert (changed.title, changed.tags, changed.public) == ("Changed", [], False)
    picked = videos.pick_thumbnail(
        made.video_id, VideoThumbnailPickPayload(timecode="00:00:01.000")
    )
    assert picked.video_id == made.video_id
    assert videos.get(made.video_id).title == "Changed"

    videos.delete(made.video_id)
    with pytest.raises(NotFoundException):
        videos.get(made.video_id)


def test_the_official_client_uploads_with_a_token_and_in_a_session(vendor, clips):
    videos, tokens = VideosApi(vendor), UploadTokensApi(vendor)
    token = tokens.create_token(TokenCreationPayload(ttl=300))
    assert token.token in [row.token for row in tokens.list().data]
    with clips("h264").open("rb") as file:
        made = videos.upload_with_upload_token(token.token, file)
    assert made.title == "h264.mp4"
    tokens.delete_token(token.token)

    made = videos.create(VideoCreationPayload(title="In a session"))
    assert videos.get_status(made.video_id).encoding.playable is False
    session = videos.create_upload_progressive_session(made.video_id)
    with clips("h264").open("rb") as file:
        assert session.uploadLastPart(file).video_id == made.video_id

"""The vendor's own client on captions, chapters, tags, themes and their like."""

import io
import warnings

import pytest
from PIL import Image

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # in its generated code
    from apivideo.api.videos_api import VideosApi
    from apivideo.apis import (
        CaptionsApi,
        ChaptersApi,
        PlayerThemesApi,
        SummariesApi,
        TagsApi,
        WatermarksApi,
    )
    from apivideo.exceptions import ApiException, NotFoundException
    from apivideo.model.captions_update_payload import CaptionsUpdatePayload
    from apivideo.model.discarded_video_update_payload import (
        DiscardedVideoUpdatePayload,
    )
    from apivideo.model.player_theme_creation_payload import PlayerThemeCreationPayload
    from apivideo.model.player_theme_update_payload import PlayerThemeUpdatePayload
    from apivideo.model.summary_creation_payload import SummaryCreationPayload
    from apivideo.model.summary_update_payload import SummaryUpdatePayload
    from apivideo.model.video_creation_payload import VideoCreationPayload
    from apivideo.model.video_update_payload import VideoUpdatePayload
    from apivideo.model.video_watermark import VideoWatermark

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:apivideo")


@pytest.fixture
def video(vendor):
    return VideosApi(vendor).create(VideoCreationPayload(title="Judged")).video_id


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "text.vtt"
    path.write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nGood morning.\n")
    with path.open("rb") as file:
        yield file


@pytest.fixture
def picture():
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, "PNG")
    out.name = "mark.png"
    out.seek(0)
    return out


def test_captions(vendor, video, text):
    captions = CaptionsApi(vendor)
    made = captions.upload(video, "sr-Cyrl", text)
    assert (made.srclang, made.language_name) == ("sr-Cyrl", "Српски (ћирилица)")
    assert captions.get(video, "sr-Cyrl").uri == made.uri
    changed = captions.update(video, "sr-Cyrl", CaptionsUpdatePayload(default=True))
    assert changed.default is True
    listed = captions.list(video, current_page=1, page_size=10)
    assert [caption.default for caption in listed.data] == [True]
    captions.delete(video, "sr-Cyrl")
    with pytest.raises(NotFoundException):
        captions.get(video, "sr-Cyrl")
    with pytest.raises(ApiException, match="400"):
        captions.get(video, "fr_BE")


def test_chapters(vendor, video, text):
    chapters = ChaptersApi(vendor)
    made = chapters.upload(video, "fr", text)
    assert made.language == "fr"
    assert chapters.get(video, "fr").src == made.src
    assert [chapter.language for chapter in chapters.list(video).data] == ["fr"]
    chapters.delete(video, "fr")
    with pytest.raises(NotFoundException):
        chapters.delete(video, "fr")


def test_tags(vendor):
    VideosApi(vendor).create(VideoCreationPayload(title="T", tags=["Épopée"]))
    (found,) = (
        TagsApi(vendor).list(value="epop", sort_by="videoCount", sort_order="desc").data
    )
    assert (found.value, found.video_count) == ("Épopée", 1)


def test_watermarks(vendor, picture):
    watermarks = WatermarksApi(vendor)
    made = watermarks.upload(picture)
    listed = watermarks.list(sort_by="createdAt", sort_order="desc", page_size=100)
    assert made.watermark_id in [mark.watermark_id for mark in listed.data]
    asked = VideoWatermark(id=made.watermark_id, bottom="10px", opacity="70%")
    payload = VideoCreationPayload(title="Marked", watermark=asked)
    assert VideosApi(vendor).create(payload).video_id
    watermarks.delete(made.watermark_id)
    with pytest.raises(NotFoundException):
        watermarks.delete(made.watermark_id)


def test_player_themes(vendor, video, picture):
    themes = PlayerThemesApi(vendor)
    made = themes.create(PlayerThemeCreationPayload(name="Judged"))
    assert made.text == "rgba(255, 255, 255, 1)"
    changed = themes.update(
        made.player_id,
        PlayerThemeUpdatePayload(link="rgba(255, 0, 0, .95)", force_loop=True),
    )
    assert (changed.link, changed.force_loop) == ("rgba(255, 0, 0, .95)", True)
    logo = themes.upload_logo(made.player_id, picture, link="https://api.video")
    assert logo.assets.link == "https://api.video"
    assert themes.get(made.player_id).assets.logo.endswith("/logo.png")
    assert made.player_id in [
        theme.player_id for theme in themes.list(sort_by="name", page_size=100).data
    ]
    payload = VideoUpdatePayload(player_id=made.player_id)
    assert VideosApi(vendor).update(video, payload).player_id == made.player_id
    themes.delete_logo(made.player_id)
    themes.delete(made.player_id)
    with pytest.raises(NotFoundException):
        themes.get(made.player_id)
    assert VideosApi(vendor).get(video).video_id == video


def test_summaries(vendor, video):
    summaries = SummariesApi(vendor)
    made = summaries.create(SummaryCreationPayload(video_id=video))
    assert made.source_status == "missing"
    source = summaries.update(
        made.summary_id,
        SummaryUpdatePayload(abstract="About tests.", takeaways=["They pass."]),
    )
    assert source.takeaways == ["They pass."]
    assert summaries.get_summary_source(made.summary_id).abstract == "About tests."
    (listed,) = summaries.list(video_id=video, source_status="completed").data
    assert listed.summary_id == made.summary_id
    with pytest.raises(ApiException, match="409"):
        summaries.create(SummaryCreationPayload(video_id=video, origin="auto"))
    summaries.delete(made.summary_id)
    asked = summaries.create(SummaryCreationPayload(video_id=video, origin="auto"))
    assert (asked.origin, asked.source_status) == ("auto", "failed")


class TestRestore:
    @pytest.fixture
    def server(self, start):
        return start(restore=True)

    def test_discarded_videos(self, vendor, video):
        videos = VideosApi(vendor)
        videos.delete(video)
        with pytest.raises(NotFoundException):
            videos.get(video)
        seen = videos.get_discarded(video)
        assert seen.discarded is True
        assert seen.deletes_at > seen.discarded_at
        listed = videos.list_discarded(title="judged", sort_by="createdAt")
        assert [one.video_id for one in listed.data] == [video]
        back = videos.update_discarded(
            video, DiscardedVideoUpdatePayload(discarded=False)
        )
        assert back.discarded is False
        assert videos.get(video).assets.player

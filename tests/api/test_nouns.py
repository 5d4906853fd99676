"""The smaller nouns, each against the local sandbox."""

import datetime as dt
import hashlib
import hmac

import pytest
import requests

import apivideo_nb as av
from apivideo_nb.api.webhooks import Webhook


def test_a_watermark_is_stored_listed_burnt_in_and_deleted(client, picture, tmp_path):
    path = tmp_path / "mark.png"
    path.write_bytes(picture)
    mark = client.watermarks.upload(path)
    assert mark.created_at.tzinfo
    listed = client.watermarks.list(sort_by="createdAt", sort_order="asc", page_size=1)
    assert mark.watermark_id in [found.watermark_id for found in listed]
    place = {"id": mark.watermark_id, "top": "10px", "opacity": "50%"}
    client.videos.create("Marked", watermark=place).delete()
    client.watermarks.delete(mark.watermark_id)
    with pytest.raises(av.NotFoundError):
        client.watermarks.delete(mark.watermark_id)
    with pytest.raises(av.ApiError, match="Only"):
        client.watermarks.upload(b"no picture")


def test_a_player_theme_is_made_changed_worn_and_deleted(client, picture):
    theme = client.players.create(name="Lecture", link_hover="rgba(1, 2, 3, 1)")
    assert theme.link_hover == "rgba(1, 2, 3, 1)"
    assert (theme.enable_controls, theme.force_loop) == (True, False)
    changed = client.players.update(theme.player_id, force_loop=True)
    assert (changed.force_loop, changed.name) == (True, "Lecture")
    with_logo = client.players.upload_logo(
        theme.player_id, picture, link="https://example.org/"
    )
    assert with_logo.assets.link == "https://example.org/"
    assert requests.get(with_logo.assets.logo, timeout=9).content == picture
    client.players.delete_logo(theme.player_id)
    assert client.players.get(theme.player_id).assets.logo is None
    video = client.videos.create("Worn", player_id=theme.player_id)
    assert video.player_id == theme.player_id
    listed = client.players.list(sort_by="name", page_size=1)
    assert theme.player_id in [found.player_id for found in listed]
    client.players.delete(theme.player_id)
    video.delete()
    with pytest.raises(av.NotFoundError):
        client.players.get(theme.player_id)


def test_a_misspelled_theme_is_refused_before_it_is_sent(client):
    with pytest.raises(TypeError, match="did you mean 'hide_title'"):
        client.players.create(hide_titel=True)


def test_a_webhook_knows_what_was_signed_by_the_service(client):
    event = "video.encoding.quality.completed"
    hook = client.webhooks.create("http://127.0.0.1:9/hook", [event])
    assert hook.signature_secret not in repr(hook)
    assert client.webhooks.get(hook.webhook_id) == hook
    assert hook in list(client.webhooks.list(event=event, page_size=1))
    assert hook not in list(client.webhooks.list(event="video.caption.generated"))
    client.webhooks.delete(hook.webhook_id)
    with pytest.raises(av.NotFoundError):
        client.webhooks.get(hook.webhook_id)
    with pytest.raises(TypeError, match="list of strings"):
        client.webhooks.create("http://127.0.0.1:9/hook", event)


def test_a_signature_is_of_the_exact_bytes():
    hook = Webhook(webhook_id="webhook_1", signature_secret="sig_sec_1")
    signature = hmac.new(b"sig_sec_1", b'{"a":1}', hashlib.sha256).hexdigest()
    assert hook.signed(b'{"a":1}', signature)
    assert hook.signed(b'{"a":1}', signature.upper())
    assert not hook.signed(b'{"a": 1}', signature)
    assert not hook.signed(b'{"a":1}', "ü")


def test_tags_are_counted_and_found_by_a_part(client):
    made = [client.videos.create("T", tags=["Été 24", f"n{i}"]) for i in range(2)]
    (tag,) = client.tags.list(value="ete 2")
    assert (tag.value, tag.video_count) == ("Été 24", 2)
    most = client.tags.list(sort_by="videoCount", sort_order="desc", page_size=1)
    counts = [tag.video_count for tag in most]
    assert counts == sorted(counts, reverse=True)
    for video in made:
        video.delete()


def test_a_summary_is_stored_read_listed_and_deleted(client, video_id):
    summary = client.summaries.create(video_id)
    assert (summary.video_id, summary.source_status) == (video_id, "missing")
    with pytest.raises(av.NotFoundError):
        client.summaries.source(summary.summary_id)
    with pytest.raises(av.ApiError) as caught:
        client.summaries.create(video_id)
    assert caught.value.status == 409
    text = " ".join(["word"] * 30)
    client.summaries.update(summary.summary_id, abstract=text)
    found = client.summaries.update(summary.summary_id, takeaways=["One", "Two"])
    assert (found.abstract, found.takeaways) == (text, ("One", "Two"))
    assert client.summaries.source(summary.summary_id) == found
    listed = client.summaries.list(video_id=video_id, source_status="completed")
    assert [s.summary_id for s in listed] == [summary.summary_id]
    client.summaries.delete(summary.summary_id)
    assert list(client.summaries.list(video_id=video_id)) == []
    with pytest.raises(TypeError, match="list of strings"):
        client.summaries.update(summary.summary_id, takeaways="One")


def test_an_upload_token_lives_as_long_as_it_says(client):
    token = client.upload_tokens.create(ttl=60)
    assert token.token not in repr(token)
    assert client.upload_tokens.get(token.token) == token
    listed = client.upload_tokens.list(sort_by="ttl", page_size=1)
    assert token in list(listed)
    client.upload_tokens.delete(token.token)
    with pytest.raises(av.NotFoundError):
        client.upload_tokens.get(token.token)


@pytest.fixture
def watched(client, video_id):
    """A video that one person has played, in a browser of ours."""
    player = client.videos.get(video_id).assets.player
    report = requests.post(
        f"{player}/report",
        json={
            "view": "page-0001",
            "referrer": "",
            "events": [{"type": kind} for kind in ("play", "start")]
            + [{"type": "impression", "value": 400}, {"type": "watch", "value": 10}],
        },
        headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0"},
        timeout=9,
    )
    assert report.status_code == 204
    return video_id


def test_plays_are_counted_broken_down_and_followed_over_time(client, watched):
    ask, only = client.analytics, {"media_id": [watched], "media_type": "video"}
    assert ask.metric("play", "count", filter_by=only) == 1
    assert ask.metric("watch-time", "sum", filter_by=only) == 10
    assert ask.metric("view", "count", filter_by=only, view_duration="5s") == 1
    assert ask.metric("view", "count", filter_by=only, unique=True) == 1
    (share,) = ask.breakdown("play", "device_type", filter_by=only)
    assert (share.dimension_value, share.metric_value) == ("computer", 1)
    now = dt.datetime.now()  # noqa: DTZ005  # naive: this machine's own time
    hour = dt.timedelta(hours=1)
    (reading,) = ask.over_time(
        "play", interval="day", since=now - 5 * hour, until=now + hour, filter_by=only
    )
    assert reading.metric_value == 1
    assert reading.emitted_at.tzinfo
    assert list(ask.over_time("play", until=now - hour, filter_by=only)) == []


def test_a_wrong_question_says_what_is_wrong(client):
    with pytest.raises(av.NotFoundError):
        client.analytics.metric("play", "peak")
    with pytest.raises(TypeError, match="did you mean 'country'"):
        client.analytics.metric("play", "count", filter_by={"contry": "FR"})
    with pytest.raises(av.ApiError, match="interval"):
        list(client.analytics.over_time("play", interval="minute"))

import pytest


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        (
            "h264",
            {"width": 426, "height": 240, "videoCodec": "h264", "audioCodec": "aac"},
        ),
        ("avi", {"videoCodec": "mpeg4", "audioCodec": "mp3"}),
        ("vp9", {"videoCodec": "vp9"}),
        ("prores", {"videoCodec": "prores"}),
        ("rotated", {"width": 240, "height": 426, "aspectRatio": "9/16"}),
        ("silent", {"audioCodec": None, "samplerate": None}),
        ("tiny", {"videoCodec": "ffv1", "audioCodec": "mp3"}),
        ("one_second", {"duration": 1, "framerate": 25}),
        ("four_three", {"aspectRatio": "4/3"}),
        ("vfr", {"duration": 3}),
    ],
)
def test_every_kind_of_video_becomes_playable(api, clips, name, facts):
    video = api.create()
    clip = clips(name)
    api.upload(video["videoId"], clip.read_bytes(), name=clip.name)
    encoding = api.finished(video["videoId"])["encoding"]
    assert encoding["playable"] is True, encoding
    assert encoding["reason"] is None
    assert {q["status"] for q in encoding["qualities"]} == {"encoded"}
    assert {key: encoding["metadata"][key] for key in facts} == facts
    for asset in ("hls", "mp4", "thumbnail"):
        answer = api.get(video["assets"][asset])
        assert (answer.status_code, bool(answer.content)) == (200, True)


@pytest.mark.parametrize("name", ["truncated", "text"])
def test_what_is_no_video_fails_with_a_reason_and_its_planned_qualities(
    api, clips, name
):
    video_id = api.create()["videoId"]
    api.upload(video_id, clips(name).read_bytes())
    status = api.finished(video_id)
    assert status["ingest"]["status"] == "uploaded"
    assert status["encoding"]["playable"] is False
    assert [(q["type"], q["status"]) for q in status["encoding"]["qualities"]] == [
        ("hls", "failed"),
        ("mp4", "failed"),
    ]
    assert status["encoding"]["reason"].endswith(".")


def test_a_clip_is_all_that_is_made(api, clips):
    video_id = api.create(clip={"startTimecode": "1", "endTimecode": "00:00:02"})[
        "videoId"
    ]
    api.upload(video_id, clips("vfr").read_bytes())
    encoding = api.finished(video_id)["encoding"]
    assert encoding["metadata"]["duration"] == 1
    assert encoding["playable"] is True


def test_a_sandbox_key_s_video_bears_the_text(server, clips, encoded):
    with server.api("sandbox_key") as sandbox:
        video = sandbox.create()
        sandbox.upload(video["videoId"], clips("h264").read_bytes())
        assert sandbox.finished(video["videoId"])["encoding"]["playable"]
        marked = sandbox.get(video["assets"]["thumbnail"]).content
        assert marked != sandbox.get(encoded["assets"]["thumbnail"]).content


def test_a_video_deleted_while_it_is_worked_on_leaves_nothing(
    server, api, clips, wait_for
):
    content = clips("four_three").read_bytes()
    made = [api.create()["videoId"] for _ in range(4)]
    for video_id in made:
        api.upload(video_id, content)
    assert all(
        api.delete(f"/videos/{video_id}").status_code == 204 for video_id in made
    )
    folders = [server.data / "videos" / video_id for video_id in made]
    # the last job of another video is behind these in the line
    last = api.create()["videoId"]
    api.upload(last, content)
    api.finished(last)
    wait_for(lambda: not any(folder.exists() for folder in folders))

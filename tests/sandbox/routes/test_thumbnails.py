import io

import pytest
from PIL import Image


def picture(kind="PNG", colour="red", size=(64, 36)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def send(api, video, content, name="a.png"):
    return api.post(
        f"/videos/{video['videoId']}/thumbnail", files={"file": (name, content)}
    )


def shown(api, video):
    answer = api.get(video["assets"]["thumbnail"])
    assert answer.headers["Content-Type"] == "image/jpeg"
    return Image.open(io.BytesIO(answer.content)).convert("RGB")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_shown_at_once_even_on_an_empty_container(api, kind):
    video = api.create()
    assert api.get(video["assets"]["thumbnail"]).status_code == 202
    answer = send(api, video, picture(kind))
    assert (answer.status_code, answer.json()["videoId"]) == (200, video["videoId"])
    red, green, blue = shown(api, video).getpixel((30, 20))
    assert red > 200
    assert green + blue < 60


def test_what_is_no_picture_is_refused(api, slug_of, clips):
    video = api.create()
    answer = send(api, video, clips("text").read_bytes())
    assert (answer.status_code, slug_of(answer)) == (
        400,
        "uploaded-file-extension-invalid",
    )
    assert slug_of(send(api, video, b"")) == "uploaded-file-empty"
    assert slug_of(send(api, video, bytes(8 * 2**20 + 1))) == "uploaded-file-too-large"
    path = f"/videos/{video['videoId']}/thumbnail"
    assert slug_of(api.post(path)) == "uploaded-file-no-file"
    assert api.get(video["assets"]["thumbnail"]).status_code == 202


@pytest.fixture
def moving(api, clips):
    """An encoded video whose picture changes, for one test to change."""
    video = api.create()
    api.upload(video["videoId"], clips("h264").read_bytes())
    api.finished(video["videoId"])
    return video


def pick(api, video, timecode):
    path = f"/videos/{video['videoId']}/thumbnail"
    return api.patch(path, json={"timecode": timecode})


def test_another_moment_gives_another_picture(api, moving):
    seen = set()
    for timecode in ("00:00:00", "00:00:01.500", "1"):
        assert pick(api, moving, timecode).status_code == 200
        seen.add(shown(api, moving).tobytes())
    assert len(seen) == 3


def test_a_moment_picked_while_the_ladder_is_made_is_shown_at_once(
    api, moving, clips, wait_for
):
    pick(api, moving, "00:00:01.500")
    wanted = shown(api, moving).tobytes()
    video = api.create()
    api.upload(video["videoId"], clips("h264").read_bytes())
    status = f"/videos/{video['videoId']}/status"
    wait_for(lambda: api.get(status).json()["encoding"]["playable"])
    assert pick(api, video, "00:00:01.500").ok
    assert shown(api, video).tobytes() == wanted


def test_a_moment_after_the_end_gives_the_first_frame(api, moving):
    assert pick(api, moving, "0").ok
    first = shown(api, moving).tobytes()
    assert pick(api, moving, "00:59:00:01").ok
    assert shown(api, moving).tobytes() == first


def test_a_moment_picked_before_the_upload_is_kept(api, moving, clips, wait_for):
    video = api.create()
    assert pick(api, video, "1").status_code == 200
    api.upload(video["videoId"], clips("h264").read_bytes())
    api.finished(video["videoId"])
    pick(api, moving, "1")
    wanted = shown(api, moving).tobytes()
    wait_for(lambda: shown(api, video).tobytes() == wanted)


@pytest.mark.parametrize(
    "body", [{}, {"timecode": 5}, {"timecode": "1:2"}, {"timecode": None}, [], None]
)
def test_a_moment_that_is_none_is_refused(api, encoded, body):
    path = f"/videos/{encoded['videoId']}/thumbnail"
    assert api.patch(path, json=body).status_code == 400


def test_a_video_that_failed_takes_a_moment_without_complaint(api, clips):
    video = api.create()
    api.upload(video["videoId"], clips("text").read_bytes())
    api.finished(video["videoId"])
    assert pick(api, video, "1").status_code == 200

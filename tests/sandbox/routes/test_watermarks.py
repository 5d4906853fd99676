import io

import pytest
from PIL import Image


def picture(kind="PNG", colour="red", size=(40, 20)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def send(api, content=None, name="mark.png"):
    return api.post("/watermarks", files={"file": (name, content or picture())})


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_becomes_a_watermark_until_it_is_deleted(api, kind):
    answer = send(api, picture(kind))
    assert answer.status_code == 200
    assert set(answer.json()) == {"watermarkId", "createdAt"}
    mark = answer.json()["watermarkId"]
    assert mark.startswith("watermark_")
    assert mark in [
        row["watermarkId"] for row in api.get("/watermarks?pageSize=100").json()["data"]
    ]
    assert api.delete(f"/watermarks/{mark}").status_code == 204
    again = api.delete(f"/watermarks/{mark}")
    assert (again.status_code, again.json()["name"]) == (404, "watermarkId")
    assert mark not in api.get("/watermarks?pageSize=100").text


def test_watermarks_are_listed_by_project_latest_first_and_paged(server):
    with server.api("sandbox_key") as api:
        made = [send(api).json()["watermarkId"] for _ in range(3)]
        answer = api.get("/watermarks?pageSize=2").json()
        assert [row["watermarkId"] for row in answer["data"]] == [made[2], made[1]]
        assert answer["pagination"]["itemsTotal"] == 3
        up = api.get("/watermarks?sortBy=createdAt&sortOrder=asc").json()["data"]
        assert [row["watermarkId"] for row in up] == made
        assert api.get("/watermarks?sortBy=title").status_code == 400
        assert api.get("/watermarks?pageSize=101").status_code == 400
        with server.api() as other:
            assert other.delete(f"/watermarks/{made[0]}").status_code == 404
            body = {"title": "T", "watermark": {"id": made[0]}}
            assert other.post("/videos", json=body).status_code == 404


def test_what_is_no_jpeg_or_png_is_refused(api, slug_of, clips):
    for content in (clips("text").read_bytes(), picture("WEBP"), picture()[:-30]):
        answer = send(api, content)
        assert slug_of(answer) == "uploaded-file-extension-invalid"
        title = "Only [jpeg, jpg, JPG, JPEG, png, PNG] extensions are supported."
        assert (answer.status_code, answer.json()["title"]) == (400, title)
        assert answer.json()["name"] == "file"
    assert slug_of(api.post("/watermarks")) == "uploaded-file-no-file"
    large = bytes(8 * 2**20 + 1)
    assert slug_of(send(api, large)) == "uploaded-file-too-large"


def test_a_watermark_is_burnt_in_and_stays_when_it_is_deleted(api, clips):
    mark = send(api).json()["watermarkId"]
    wanted = {"id": mark, "left": "50%", "top": "50%", "width": "25%", "height": "25%"}
    video = api.create(watermark=wanted, mp4Support=False)
    assert api.delete(f"/watermarks/{mark}").status_code == 204
    assert (
        api.post("/videos", json={"title": "Late", "watermark": wanted}).status_code
        == 404
    )

    api.upload(video["videoId"], clips("h264").read_bytes())
    assert api.finished(video["videoId"])["encoding"]["playable"]
    assert is_red(api, video)
    # another run, long after the watermark is gone
    api.patch(f"/videos/{video['videoId']}", json={"mp4Support": True})
    assert api.finished(video["videoId"])["encoding"]["qualities"][-1]["type"] == "mp4"
    picked = api.patch(
        f"/videos/{video['videoId']}/thumbnail", json={"timecode": "00:00:01"}
    )
    assert picked.status_code == 200
    assert is_red(api, video)


def is_red(api, video):
    content = api.get(video["assets"]["thumbnail"]).content
    image = Image.open(io.BytesIO(content)).convert("RGB")
    red, green, blue = image.getpixel((image.width * 5 // 8, image.height * 5 // 8))
    return red > 200 and green + blue < 80


def test_a_watermark_is_for_creation_only(api):
    mark = send(api).json()["watermarkId"]
    video = api.create()
    body = {"watermark": {"id": mark}}
    answer = api.patch(f"/videos/{video['videoId']}", json=body)
    assert (answer.status_code, answer.json()["name"]) == (400, "watermark")

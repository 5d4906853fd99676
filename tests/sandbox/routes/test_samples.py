import requests


def test_a_sample_is_made_once_and_can_be_imported(server, api, wait_for):
    url = f"{server.url}/samples/waves.mp4"
    answer = requests.get(url, timeout=60)
    assert answer.headers["Content-Type"] == "video/mp4"
    assert len(answer.content) > 10_000
    made = (server.data / "samples" / "waves.mp4").stat().st_mtime_ns
    part = requests.get(url, headers={"Range": "bytes=0-9"}, timeout=9)
    assert (part.status_code, part.content) == (206, answer.content[:10])
    assert (server.data / "samples" / "waves.mp4").stat().st_mtime_ns == made
    video_id = api.create(source=url)["videoId"]
    wait_for(lambda: (api.status(video_id)["ingest"] or {}).get("status") == "ingested")
    assert api.status(video_id)["ingest"]["filesize"] == len(answer.content)
    api.delete(f"/videos/{video_id}")


def test_an_unknown_sample_is_404(server):
    for name in ("nothing", "..%2fkeys", "waves.mp4"):
        answer = requests.get(f"{server.url}/samples/{name}.mp4", timeout=9)
        assert answer.status_code == 404

def test_the_last_chapter_ends_with_the_video(client, clips):
    video = client.upload(clips("h264"), title="chaptered", wait="playable")
    client.chapters.create(video.video_id, "en", [("0:01", "Two"), (0, "One")])
    (chapter,) = client.chapters.list(video.video_id)
    assert (chapter.language, chapter.uri.split("/")[-2:]) == ("en", ["chapters", "en"])
    lines = client.chapters.text(video.video_id, "en").splitlines()
    assert lines[2] == "00:00:00.000 --> 00:00:01.000"
    assert lines[5].startswith("00:00:01.000 --> 00:00:02.")
    video.delete()


def test_chapters_can_come_from_a_file_and_go_again(client, video_id, tmp_path):
    path = tmp_path / "chapters.vtt"
    path.write_text("WEBVTT\n\n00:00.000 --> 00:02.000\nAll of it\n")
    client.chapters.upload(video_id, "fr", path)
    assert client.chapters.get(video_id, "fr").language == "fr"
    client.chapters.delete(video_id, "fr")
    assert list(client.chapters.list(video_id)) == []

import re

import pytest
from PIL import Image

from apivideo_nb.api.models import Video


def html(bundles):
    return "".join(bundle.get("text/html", "") for bundle in bundles)


@pytest.fixture
def uploaded(notebook, clips):
    """A video that is playable, in the notebook's variable `v`."""
    notebook.shell.user_ns["path"] = str(clips("one_second"))
    return notebook.do("v = %apivideo upload {path} --title 'First & light'\nv").value


def test_upload_shows_one_player_and_gives_the_video(notebook, clips, tmp_path):
    path = tmp_path / "my first clip.mp4"
    path.write_bytes(clips("one_second").read_bytes())
    notebook.shell.user_ns["path"] = path
    ran = notebook.do(
        "%apivideo upload {path} --tag a --tag 'b c' --meta k=v --private"
    )
    assert isinstance(ran.value, Video)
    assert ran.value.title == "my first clip.mp4"
    assert ran.value.tags == ("a", "b c")
    assert ran.value.metadata == {"k": "v"}
    assert ran.value.public is False
    assert ran.out == []
    assert len(ran.shown) == 1
    assert "<iframe" in html(ran.shown)
    assert "image/jpeg" in ran.shown[0]


def test_an_assigned_upload_is_shown_once_and_drawn_again_by_a_later_cell(
    notebook, clips
):
    notebook.shell.user_ns["path"] = str(clips("one_second"))
    first = notebook.do("v = %apivideo upload {path} --title Talk\nv")
    assert (len(first.shown), first.out) == (1, [])
    later = notebook.do("v")
    assert later.shown == []
    assert len(later.out) == 1
    assert "<iframe" in html(later.out)


def test_a_semicolon_leaves_one_small_line_and_still_gives_the_video(notebook, clips):
    notebook.shell.user_ns["path"] = str(clips("one_second"))
    ran = notebook.do("%apivideo upload {path} --title Quiet;")
    assert ran.value.title == "Quiet"
    assert ran.out == []
    (bundle,) = ran.shown
    assert list(bundle) == ["text/plain"]
    assert bundle["text/plain"].startswith("Quiet · ")
    assert "\n" not in bundle["text/plain"]
    notebook.do("w = %apivideo upload {path} --title Kept;")
    assert notebook.shell.user_ns["w"].title == "Kept"


def test_bytes_and_open_files_and_videos_are_sources(notebook, clips):
    path = clips("one_second")
    with path.open("rb") as file:
        notebook.shell.user_ns.update(data=path.read_bytes(), file=file)
        first = notebook.do(
            "%apivideo upload {data} --title Bytes --wait encoded"
        ).value
        second = notebook.do("%apivideo upload $file").value
    assert second.title == "one_second.mp4"
    notebook.shell.user_ns["first"] = first
    copy = notebook.do("%apivideo upload {first} --title Copy").value
    assert copy.video_id != first.video_id
    assert copy.title == "Copy"
    by_id = notebook.do(f"%apivideo upload {first.video_id}").value
    assert by_id.title == "Bytes"


def test_a_function_may_use_its_own_variables(notebook, clips):
    notebook.shell.user_ns["path"] = "/no/such/file.mp4"
    cell = f"""
def publish():
    path = {str(clips("one_second"))!r}
    name = "Local"
    return get_ipython().run_line_magic("apivideo", "upload {{path}} --title $name;")
publish().title
"""
    notebook.shell.user_ns["get_ipython"] = lambda: notebook.shell
    assert notebook.do(cell).value == "Local"


def test_a_missing_file_fails_in_the_card_and_on_one_line(notebook):
    ran = notebook.run("%apivideo upload /no/such/talk.mp4")
    assert ran.complained.count("\n") == 1
    assert ran.complained.startswith("UsageError: Upload failed: ")
    assert "/no/such/talk.mp4" in ran.complained
    assert "Upload failed" in html(ran.shown)
    assert "Check the path" in html(ran.shown)


def test_a_file_that_is_no_video_fails_in_words(notebook, clips):
    notebook.shell.user_ns["path"] = clips("text")
    ran = notebook.run("%apivideo upload {path}")
    assert re.match(r"UsageError: Encoding failed: .*not a video", ran.complained)
    assert "Encoding failed" in html(ran.shown)


def test_show_draws_at_once_and_only_once(notebook, uploaded):
    ran = notebook.do("%apivideo show {v} --width 320 --play")
    assert ran.value == uploaded
    assert (len(ran.shown), ran.out) == (1, [])
    assert "max-width:320px" in html(ran.shown)
    assert "srcdoc" not in html(ran.shown)
    assigned = notebook.do(f"again = %apivideo show {uploaded.video_id}")
    assert len(assigned.shown) == 1
    silent = notebook.do("%apivideo show {v};")
    assert (silent.shown, silent.out, silent.value) == ([], [], uploaded)


def test_status_is_drawn_as_a_table_and_is_the_status(notebook, uploaded):
    ran = notebook.do("%apivideo status {v}")
    assert ran.value.playable
    assert "<table" in html(ran.out)
    text = ran.out[0]["text/plain"]
    assert re.match(r"State +(playable|encoded)\n", text)
    assert "240p" in text
    assert "426 x 240" in text
    assert ran.value.encoding.qualities
    assert notebook.do("%apivideo status {v};").out == []
    assert uploaded.video_id


def test_list_is_a_table_to_look_at_and_a_sequence_to_use(notebook, uploaded):
    notebook.do("%apivideo update {v} --tag listed")
    ran = notebook.do("videos = %apivideo list --tag listed\nvideos")
    videos = ran.value
    assert [video.video_id for video in videos] == [uploaded.video_id]
    assert videos[0] == next(iter(videos))
    assert len(videos[:1]) == 1
    assert uploaded.video_id in videos[-1].video_id
    assert "<table" in html(ran.out)
    assert "First &amp; light" in html(ran.out)
    assert notebook.do("%apivideo list --tag nobody-has-this").value[:] == videos[1:]
    assert notebook.do("%apivideo list --title 'st & li' --tag listed").value == videos


def test_a_longer_list_says_that_there_is_more(notebook, uploaded):
    copies = [
        notebook.do("%apivideo upload {v} --title More --wait uploaded;").value
        for _ in range(2)
    ]
    shortened = notebook.do("%apivideo list --title More --limit 1")
    assert [v.video_id for v in shortened.value] == [copies[-1].video_id]
    assert "see more with --limit" in html(shortened.out)
    everything = notebook.do("%apivideo list --title More --limit 2")
    assert "see more" not in html(everything.out)
    notebook.do("%config ApiVideo.limit = 1")
    assert len(notebook.do("%apivideo list --title More").value) == 1
    assert uploaded not in everything.value


def test_update_changes_what_is_named_and_nothing_else(notebook, uploaded):
    changed = notebook.do(
        "%apivideo update {v} --title 'New title' --private --tag x --meta k=v --no-mp4"
    ).value
    assert (changed.title, changed.public, changed.tags, changed.metadata) == (
        "New title",
        False,
        ("x",),
        {"k": "v"},
    )
    assert changed.mp4_support is False
    assert changed.video_id == uploaded.video_id
    kept = notebook.do("%apivideo update {v} --description D --no-tags").value
    assert (kept.title, kept.description, kept.tags, kept.metadata) == (
        "New title",
        "D",
        (),
        {"k": "v"},
    )
    assert notebook.do("%apivideo update {v} --no-meta --public").value.metadata == {}
    assert "nothing to change" in notebook.fail("%apivideo update {v}")


def test_delete_asks_and_takes_no_for_an_answer(notebook, uploaded, monkeypatch):
    questions = []

    def answer(text):
        monkeypatch.setattr("builtins.input", lambda q: questions.append(q) or text)
        return notebook.do("%apivideo delete {v}")

    assert answer("").said == "Nothing was deleted.\n"
    assert answer("n").said == "Nothing was deleted.\n"
    assert "First & light" in questions[0]
    assert uploaded.video_id in questions[0]
    assert answer("yes").said.startswith("Deleted: First & light")
    assert "404" in notebook.fail("%apivideo show {v}")


def test_delete_with_yes_asks_nothing_and_a_semicolon_silences_it(notebook, uploaded):
    ran = notebook.do("%apivideo delete {v} --yes;")
    assert (ran.said, ran.value) == ("", None)
    complaint = notebook.fail("%apivideo delete {v} --yes")
    assert "404" in complaint
    assert "%apivideo list" in complaint
    assert uploaded.video_id


def test_a_thumbnail_is_a_moment_or_a_picture(notebook, clips, tmp_path):
    notebook.shell.user_ns["path"] = clips("one_second")
    # a moment that is picked while encoding goes on is drawn when that is over
    shown = notebook.do("v = %apivideo upload {path} --wait encoded").shown
    before = shown[0]["image/jpeg"]
    ran = notebook.do("%apivideo thumbnail {v} --at 0.8")
    assert len(ran.out) == 1
    picked = ran.out[0]["image/jpeg"]
    assert picked != before
    picture = tmp_path / "a picture.jpg"
    Image.new("RGB", (64, 36), "red").save(picture)
    notebook.shell.user_ns["picture"] = picture
    drawn = notebook.do("%apivideo thumbnail {v} --file {picture}").out[0]
    assert drawn["image/jpeg"] not in {before, picked}
    assert "No such file" in notebook.fail("%apivideo thumbnail {v} --file /no/p.jpg")


SUBRIP = "1\n00:00:00,000 --> 00:00:01,000\nHello\n"


def test_captions_come_from_a_file_and_can_be_the_default(notebook, uploaded, tmp_path):
    path = tmp_path / "my talk.srt"
    path.write_text(SUBRIP)
    notebook.shell.user_ns["path"] = path
    caption = notebook.do("%apivideo captions {v} en {path} --default").value
    assert (caption.srclang, caption.default) == ("en", True)
    text = notebook.do("%apivideo captions {v} fr {path.read_text()}").value
    assert (text.srclang, text.default) == ("fr", False)
    assert "No such file" in notebook.fail("%apivideo captions {v} en no-file.vtt")
    assert "language" in notebook.fail("%apivideo captions {v} x7 {path}")
    path.write_text("no captions")
    complaint = notebook.fail("%apivideo captions {v} en {path}")
    assert complaint.startswith("UsageError: my talk.srt: this is no WebVTT")
    assert "\n" not in complaint
    assert uploaded.video_id in caption.uri


def test_chapters_come_from_a_file_or_from_times_and_titles(
    notebook, uploaded, tmp_path
):
    path = tmp_path / "chapters.vtt"
    path.write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nAll\n")
    notebook.shell.user_ns["path"] = path
    assert notebook.do("%apivideo chapters {v} en {path}").value.language == "en"
    notebook.do("marks = {0: 'One', '0:00.5': 'Two'}")
    chapter = notebook.do("%apivideo chapters {v} de $marks").value
    assert chapter.uri == f"/videos/{uploaded.video_id}/chapters/de"
    notebook.do("marks = {'soon': 'One'}")
    assert "'soon' is not a time" in notebook.fail("%apivideo chapters {v} de $marks")


def test_new_videos_follow_the_defaults_and_the_line_comes_first(notebook, clips):
    notebook.shell.user_ns["path"] = str(clips("one_second"))
    notebook.do("%config ApiVideo.public = False")
    notebook.do("%config ApiVideo.tags = ['course', 'week 1']")
    notebook.do("%config ApiVideo.language = 'fr'")
    found = notebook.do("%apivideo upload {path} --wait uploaded").value
    assert (found.public, found.language) == (False, "fr")
    assert found.tags == ("course", "week 1")
    line = "%apivideo upload {path} --public --tag x --language en --wait uploaded"
    found = notebook.do(line).value
    assert (found.public, found.tags, found.language) == (True, ("x",), "en")


def test_help_is_printed_without_a_traceback(bare):
    assert "--clip START-END" in bare.do("%apivideo upload --help").said
    assert "%apivideo thumbnail ID" in bare.do("%apivideo help thumbnail").said
    assert "  whoami " in bare.do("%apivideo").said
    assert "no command 'nope'" in bare.fail("%apivideo help nope")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("%apivideo uplod x.mp4", "did you mean 'upload'"),
        ("%apivideo upload {nope}", "there is no variable 'nope'"),
        ("%apivideo upload $nope.path", "there is no variable 'nope'"),
        ("%apivideo upload 'x", "no closing '"),
        ("%apivideo upload", "SOURCE"),
    ],
)
def test_a_wrong_line_is_one_line_without_a_traceback(bare, line, message):
    complaint = bare.fail(line)
    assert message in complaint
    assert "\n" not in complaint


def test_lines_that_are_no_python_are_read_all_the_same(bare):
    """Windows paths, times and odd numbers: IPython's own silencing trips on them."""
    complaint = bare.fail(r"%apivideo upload C:\new\08.mp4 --clip 00:05-00:09;")
    assert r"C:\new\08.mp4" in complaint
    assert "no option" in bare.fail(r"%apivideo show 0123\ --at 00:08:09;")


class Broken:
    """Fails in a way that nobody foresaw, wherever it is used."""

    name = "broken.mp4"

    def read(self, _):
        raise RuntimeError("a bug")

    def __str__(self):
        raise RuntimeError("a bug")


def test_a_bug_keeps_its_traceback(bare):
    bare.shell.user_ns["broken"] = Broken()
    ran = bare.run("%apivideo list --title {broken}")
    assert isinstance(ran.error, RuntimeError)
    assert "Traceback" in ran.said + ran.complained


def test_a_bug_during_an_upload_closes_the_card_and_keeps_its_traceback(notebook):
    notebook.shell.user_ns["broken"] = Broken()
    ran = notebook.run("%apivideo upload {broken}")
    assert isinstance(ran.error, RuntimeError)
    assert "Traceback" in ran.said + ran.complained
    assert "RuntimeError: a bug" in html(ran.shown)


def test_an_interrupt_while_sending_ends_the_card_and_is_one_line(notebook):
    class Interrupted:
        name = "long.mp4"

        def read(self, _):
            raise KeyboardInterrupt

    notebook.shell.user_ns["file"] = Interrupted()
    ran = notebook.run("%apivideo upload {file}")
    said = "Upload stopped by you; nothing of it was kept."
    assert ran.complained == f"UsageError: {said}\n"
    assert "Traceback" not in ran.said
    assert said in html(ran.shown)
    assert len(notebook.do("%apivideo list --title long.mp4").value) == 0


def test_the_width_of_players_is_a_setting(notebook, uploaded):
    notebook.do("%config ApiVideo.width = 320")
    assert "max-width:320px" in html(notebook.do("%apivideo show {v}").shown)
    assert uploaded


def widgets(bundles):
    mime = "application/vnd.jupyter.widget-view+json"
    return [bundle for bundle in bundles if mime in bundle]


def test_the_panel_opens_and_can_be_shown_later(notebook):
    ran = notebook.do("%apivideo panel")
    assert type(ran.value).__name__ == "Panel"
    assert len(widgets(ran.shown + ran.out)) == 1
    silent = notebook.do("panel = %apivideo panel;\npanel")
    assert widgets(silent.shown + silent.out) == []
    later = notebook.do("panel")
    assert len(widgets(later.shown + later.out)) == 1


def test_what_is_no_video_fails_on_one_line_and_in_the_card(notebook, no_video):
    source, words = no_video
    notebook.shell.user_ns["source"] = source
    line = notebook.fail("%apivideo upload {source}")
    assert re.search(words, line)
    (card,) = notebook.run("%apivideo upload $source").shown
    assert re.search(words, card["text/html"])
    assert re.search("failed|not fetched", card["text/plain"])

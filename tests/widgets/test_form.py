import pytest

from apivideo_nb.widgets.browser import Pick
from apivideo_nb.widgets.form import Form, Wish
from apivideo_nb.widgets.verdict import examine

PICK = Pick(key="1", name="phone.mov", size=3 * 2**20)
PLAIN = {"public": True, "panoramic": False, "mp4_support": True, "tags": ()}


@pytest.fixture
def form():
    return Form(examine)


@pytest.fixture
def clip(tmp_path):
    path = tmp_path / "talk.mp4"
    path.write_bytes(b"\0" * 2**20)
    return str(path)


def test_a_source_alone_is_enough_and_the_rest_is_as_the_service_has_it(form, clip):
    form.source.value = clip
    assert form.wishes() == [Wish(source=clip, name="talk.mp4", fields=PLAIN)]


def test_every_field_is_passed_on(form, clip):
    form.source.value = clip
    form.title.value = " Talk "
    form.description.value = "Two\nlines"
    form.tags.value = "physics, talk ,, physics"
    form.public.value, form.panoramic.value, form.mp4.value = False, True, False
    form.options.fields.metadata.value = "speaker = Ada"
    form.options.fields.end.value = "1:30"
    form.options.fields.language.value = "fr"
    form.options.fields.transcript.value = True
    form.options.fields.player.value = "Lecture pl45KFKdlddgk654dspkze"
    form.options.fields.watermark.value = "watermark_1BWr2L5MTQwxGkuxKjzh6i"
    (wish,) = form.wishes()
    assert wish.name == "Talk"
    assert wish.fields == {
        "title": "Talk",
        "description": "Two\nlines",
        "public": False,
        "panoramic": True,
        "mp4_support": False,
        "tags": ("physics", "talk"),
        "metadata": {"speaker": "Ada"},
        "clip": (None, "1:30"),
        "language": "fr",
        "transcript": True,
        "player_id": "pl45KFKdlddgk654dspkze",
        "watermark": {
            "id": "watermark_1BWr2L5MTQwxGkuxKjzh6i",
            "bottom": "3%",
            "right": "3%",
        },
    }


def test_what_was_asked_for_can_be_put_back_into_the_form(form, clip):
    test_every_field_is_passed_on(form, clip)
    (wish,) = form.wishes()
    another = Form(examine)
    another.fill(wish)
    assert another.wishes() == [wish]


def test_the_title_that_would_be_given_stands_in_the_empty_field(form, clip):
    before = form.title.placeholder
    form.source.value = clip
    assert form.title.placeholder == "talk.mp4"
    form.source.value = ""
    assert form.title.placeholder == before


def test_while_typing_a_path_the_form_suggests_how_it_goes_on(form, clip):
    form.source.value = clip.removesuffix("lk.mp4")
    assert form.source.options == (clip,)


def test_while_typing_the_line_below_informs_and_on_pressing_it_warns(form, clip):
    form.source.value = clip + "x"
    assert "There is no file" in form.said.value
    assert 'role="alert"' not in form.said.value
    assert form.wishes() == []
    assert 'role="alert"' in form.said.value
    form.source.value = clip
    assert "talk.mp4, 1.0 MiB." in form.said.value


def test_no_source_at_all_is_said(form):
    assert form.wishes() == []
    assert "There is no source yet." in form.said.value


def test_a_file_of_the_browser_is_a_source_too(form):
    form.pick([PICK])
    assert form.source.disabled
    assert "3.0 MiB" in form.said.value
    assert form.wishes() == [Wish(source=PICK, name="phone.mov", fields=PLAIN)]
    form.pick([])
    assert not form.source.disabled
    assert form.wishes() == []


def test_several_files_are_several_videos_named_after_them(form):
    other = Pick(key="2", name="other.mov", size=7)
    form.title.value = "One title cannot be two"
    form.pick([PICK, other])
    assert form.title.disabled
    assert [wish.name for wish in form.wishes()] == ["phone.mov", "other.mov"]
    assert all("title" not in wish.fields for wish in form.wishes())


def test_an_empty_file_of_the_browser_is_refused_before_anything_is_made(form):
    form.pick([Pick(key="1", name="nothing.mp4", size=0)])
    assert form.wishes() == []
    assert "nothing.mp4 is empty." in form.said.value


def test_a_folded_field_that_cannot_be_read_is_unfolded(form, clip):
    form.source.value = clip
    form.options.fields.metadata.value = "no pair"
    assert "line 1" in form.options.said.value
    assert form.wishes() == []
    assert form.options.fold.value
    assert 'role="alert"' in form.options.said.value
    form.options.fields.metadata.value = ""
    assert form.options.said.value == ""


def test_what_is_typed_never_becomes_html(form):
    form.source.value = "/tmp/<img src=x onerror=alert(1)>.mp4"
    form.wishes()
    assert "<img" not in form.said.value
    form.options.fields.metadata.value = "<b> = 1\n<b> = 2"
    assert "<b>" not in form.options.said.value


def test_clearing_keeps_tags_and_toggles(form, clip):
    form.source.value, form.title.value, form.tags.value = clip, "Talk", "physics"
    form.public.value = False
    form.options.fields.start.value = "3"
    form.clear()
    assert (form.source.value, form.title.value) == ("", "")
    assert form.options.fields.start.value == ""
    assert (form.tags.value, form.public.value) == ("physics", False)


def test_opening_the_options_is_told():
    told = []
    form = Form(examine, on_options=lambda: told.append(1))
    form.options.fold.value = True
    form.options.fold.value = False
    assert told == [1]

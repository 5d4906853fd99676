import pytest

from apivideo_nb.widgets.form import Form, Wish
from apivideo_nb.widgets.verdict import examine


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
    assert form.wish() == Wish(
        source=clip,
        title=None,
        description=None,
        public=True,
        panoramic=False,
        mp4_support=True,
        tags=(),
    )


def test_every_field_is_passed_on(form, clip):
    form.source.value = clip
    form.title.value = " Talk "
    form.description.value = "Two\nlines"
    form.tags.value = "physics, talk ,, physics"
    form.public.value, form.panoramic.value, form.mp4.value = False, True, False
    assert form.wish() == Wish(
        source=clip,
        title="Talk",
        description="Two\nlines",
        public=False,
        panoramic=True,
        mp4_support=False,
        tags=("physics", "talk"),
    )


def test_the_title_that_would_be_given_stands_in_the_empty_field(form, clip):
    before = form.title.placeholder
    form.source.value = clip
    assert form.title.placeholder == "talk.mp4"
    assert form.name == "talk.mp4"
    form.source.value = ""
    assert form.title.placeholder == before


def test_while_typing_the_line_below_informs_and_on_pressing_it_warns(form, clip):
    form.source.value = clip + "x"
    assert "There is no file" in form.said.value
    assert 'role="alert"' not in form.said.value
    assert form.wish() is None
    assert 'role="alert"' in form.said.value
    form.source.value = clip
    assert "talk.mp4, 1.0 MiB." in form.said.value


def test_no_source_at_all_is_said(form):
    assert form.wish() is None
    assert "There is no source yet." in form.said.value


def test_what_is_typed_never_becomes_html(form):
    form.source.value = "/tmp/<img src=x onerror=alert(1)>.mp4"
    form.wish()
    assert "<img" not in form.said.value


def test_clearing_keeps_tags_and_toggles(form, clip):
    form.source.value, form.title.value, form.tags.value = clip, "Talk", "physics"
    form.public.value = False
    form.clear()
    assert (form.source.value, form.title.value) == ("", "")
    assert (form.tags.value, form.public.value) == ("physics", False)


def test_every_control_has_a_label(form):
    fields = (*form._fields, *form._toggles)
    assert all(field.description for field in fields)
    form.disabled = True
    assert form.disabled
    assert all(field.disabled for field in fields)

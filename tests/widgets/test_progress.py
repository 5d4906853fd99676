import pytest

from apivideo_nb.widgets.progress import ProgressRow


@pytest.fixture
def pressed():
    return []


@pytest.fixture
def row(pressed):
    return ProgressRow(
        lambda: pressed.append("upload"), lambda: pressed.append("cancel")
    )


def test_each_button_reports_its_own_press(row, pressed):
    row.upload.click()
    row.cancel.click()
    assert pressed == ["upload", "cancel"]


def test_only_one_of_the_buttons_can_be_pressed(row):
    assert (row.upload.disabled, row.cancel.disabled) == (False, True)
    row.begin()
    assert (row.upload.disabled, row.cancel.disabled) == (True, False)
    row.rest("Done")
    assert (row.upload.disabled, row.cancel.disabled) == (False, True)


def test_the_bar_is_there_while_work_goes_on_and_empty_when_nobody_can_tell(row):
    assert row.bar.layout.display == "none"
    row.begin()
    assert row.bar.layout.display == ""
    row.show(0.5, "Uploading 50%")
    assert (row.bar.value, row.words.value) == (0.5, "Uploading 50%")
    row.show(None, "Encoding")
    assert (row.bar.value, row.words.value) == (0.0, "Encoding")
    row.rest("Done")
    assert (row.bar.layout.display, row.words.value) == ("none", "Done")

"""Files of the browser's machine: straight to the service, past the kernel."""

import contextlib
import os
import re
import time

import pytest
from playwright.sync_api import Error, expect

from apivideo_nb import LocalSandbox

#: MiB of the file that is dropped; 300 proves that size does not matter
SIZE = int(os.environ.get("APIVIDEO_NB_TEST_DROP_MIB", "30"))
PANEL = """
import apivideo_nb as av, resource
av.Client().environment
panel = av.Panel()
panel
"""
PEAK = (
    "print('peak', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, 'MiB')"
)


def peak_after(page, jupyter, cell):
    """Run a cell that prints the kernel's peak so far; gives MiB."""
    output = page.locator(".jp-CodeCell").nth(cell)
    output.locator(".cm-content").click()
    jupyter.command(page, "notebook:run-cell")
    found = output.locator(".jp-OutputArea-output")
    expect(found).to_contain_text("MiB")
    return int(re.search(r"peak (\d+)", found.inner_text())[1])


@pytest.mark.parametrize("ui", ["lab", "notebook"])
def test_a_large_file_is_dropped_and_plays_while_kernel_and_notebook_stay_small(  # noqa: PLR0917 - fixtures
    jupyter, page, form, watcher, client, clips, ui
):
    name = jupyter.write(f"drop-{ui}.ipynb", PANEL, PEAK, PEAK)
    jupyter.open(page, name, ui=ui)
    jupyter.run_all(page)
    before = peak_after(page, jupyter, 1)
    form.drop(clips("h264"), padding=SIZE * 2**20)
    expect(form.field("Title")).to_have_attribute("placeholder", "h264.mp4")
    form.field("Title").fill("Dropped")
    form.toggle("Public").click()
    form.press("Upload")
    watcher.sees_picture()
    assert peak_after(page, jupyter, 2) - before < 20
    (video,) = client.videos.list(title="Dropped")
    assert not video.public
    assert video.status().ingest.filesize > SIZE * 2**20
    assert len(video.status().ingest.received_parts.parts) == -(-SIZE // 10) + 1
    assert watcher.plays("Dropped")["width"] > 0
    saved = jupyter.save(page, name, lambda notebook: "Dropped" in str(notebook))
    assert (jupyter.root / name).stat().st_size < 100_000
    assert "widgets" not in saved.metadata
    assert list(client.upload_tokens.list()) == []
    video.delete()


@pytest.mark.parametrize("ui", ["lab", "notebook"])
def test_three_files_are_uploaded_at_once_one_is_cancelled_and_tried_again(  # noqa: PLR0917 - fixtures
    jupyter, page, form, client, clips, tmp_path, ui
):
    jupyter.open(page, jupyter.write(f"three-{ui}.ipynb", PANEL), ui=ui)
    jupyter.run_all(page)
    files = [tmp_path / f"{ui}-three-{n}.mp4" for n in (1, 2, 3)]
    for file in files:
        file.write_bytes(clips("one_second").read_bytes())
    held = []
    page.route("**/upload?token=*", lambda route: held.append(route))  # noqa: PLW0108 - no builtin will do
    form.drop(*files)
    form.press("Upload")
    expect(form.card).to_have_count(3)
    expect(form.card.first).to_contain_text("Uploading", timeout=20_000)
    while len(held) < 3:
        page.wait_for_timeout(50)
    form.button("Cancel").nth(1).click()
    expect(form.card.nth(1)).to_contain_text("Cancelled")
    page.unroute("**/upload?token=*")
    for route in held:
        with contextlib.suppress(Error):  # it belonged to the one that was cancelled
            route.continue_()
    expect(form.card).to_have_count(1, timeout=30_000)
    form.press("Retry")
    expect(form.card).to_have_count(0, timeout=30_000)
    found = {video.title for video in client.videos.list(title=f"{ui}-three-")}
    assert found == {file.name for file in files}
    expect(page.locator(".jp-OutputArea .apivideo-nb")).to_have_count(3)
    for name in found:
        expect(page.locator(".jp-OutputArea")).to_contain_text(name)


def test_a_bad_line_and_an_ended_token_are_overcome(  # noqa: PLR0917 - fixtures
    jupyter, page, form, watcher, client, clips
):
    jupyter.open(page, jupyter.write("bad-line.ipynb", PANEL))
    jupyter.run_all(page)
    tries = []

    def spoil(route):
        tries.append(route.request.headers["content-range"])
        match len(tries):
            case 1:
                route.abort()
            case 2:
                route.fulfill(status=503, body="<html>a proxy's page</html>")
            case 3:
                wait = {"X-RateLimit-Retry-After": "1"}
                open_ = {"Access-Control-Allow-Origin": "*"}
                open_["Access-Control-Expose-Headers"] = "X-RateLimit-Retry-After"
                route.fulfill(status=429, headers=wait | open_, json={"status": 429})
            case 4:
                for token in client.upload_tokens.list():
                    client.upload_tokens.delete(token.token)
                route.continue_()
            case 5:  # it arrives, and nobody hears of it
                route.fetch()
                route.abort()
            case _:
                route.continue_()

    page.route("**/upload?token=*", spoil)
    form.drop(clips("h264"))
    form.field("Title").fill("In spite of all")
    form.press("Upload")
    watcher.sees_picture()
    assert tries == ["part 1/1"] * 6
    (video,) = client.videos.list(title="In spite of all")
    assert video.status().ingest.filesize == clips("h264").stat().st_size


def test_a_cell_that_is_run_again_in_the_middle_goes_on_in_the_new_panel(  # noqa: PLR0917 - fixtures
    jupyter, page, form, watcher, clips, client
):
    jupyter.open(page, jupyter.write("rerun.ipynb", PANEL))
    jupyter.run_all(page)
    held = []
    page.route("**/upload?token=*", lambda route: held.append(route))  # noqa: PLW0108 - as above
    form.drop(clips("h264"))
    form.field("Title").fill("Goes on below")
    form.press("Upload")
    expect(form.card).to_contain_text("Uploading", timeout=20_000)
    while not held:
        page.wait_for_timeout(50)
    jupyter.run_all(page)
    expect(form.card).to_contain_text("Goes on below")
    for route in held:
        route.continue_()
    page.unroute("**/upload?token=*")
    watcher.sees_picture()
    expect(form.card).to_have_count(0)
    assert len(list(client.videos.list(title="Goes on below"))) == 1


def test_a_local_sandbox_that_is_stopped_in_the_middle_is_started_again(  # noqa: PLR0917 - fixtures
    jupyter, page, form, watcher, clips, home
):
    jupyter.open(page, jupyter.write("stopped.ipynb", PANEL))
    jupyter.run_all(page)
    held = []
    page.route("**/upload?token=*", lambda route: held.append(route))  # noqa: PLW0108 - as above
    form.drop(clips("h264"))
    form.field("Title").fill("Goes on")
    form.press("Upload")
    expect(form.card).to_contain_text("Uploading", timeout=20_000)
    while not held:
        page.wait_for_timeout(50)
    LocalSandbox(home / "sandbox").stop()
    for route in held:
        route.abort()
    page.unroute("**/upload?token=*")
    expect(form.card).to_contain_text("No answer; trying again.")
    watcher.sees_picture()
    assert watcher.plays("Goes on")["width"] > 0


def test_what_the_service_refuses_is_read_in_the_card_and_removing_cleans_up(
    jupyter, page, form, client, clips
):
    jupyter.open(page, jupyter.write("refused.ipynb", PANEL))
    jupyter.run_all(page)
    page.route(
        "**/upload?token=*",
        lambda route: route.fulfill(
            status=400,
            headers={"Access-Control-Allow-Origin": "*"},
            json={"title": "Not today", "detail": "It rains", "status": 400},
        ),
    )
    form.drop(clips("h264"))
    form.field("Title").fill("Refused")
    form.press("Upload")
    expect(form.card).to_contain_text("Not today", timeout=20_000)
    expect(form.card).to_contain_text("It rains")
    form.press("Remove")
    expect(form.card).to_have_count(0)
    deadline = time.monotonic() + 10
    while list(client.videos.list(title="Refused")):
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)


def test_after_the_page_was_loaded_anew_a_card_says_that_its_file_is_gone(
    jupyter, page, form, clips
):
    jupyter.open(page, jupyter.write("reload.ipynb", PANEL))
    jupyter.run_all(page)
    page.route("**/upload?token=*", lambda _: None)  # never answered
    form.drop(clips("h264"))
    form.press("Upload")
    expect(form.card).to_contain_text("Uploading", timeout=20_000)
    jupyter.save(page, "reload.ipynb", lambda notebook: notebook.cells[0].outputs)
    page.reload()
    expect(form.card).to_contain_text("Choose the file again", timeout=40_000)

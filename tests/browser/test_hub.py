"""On a hub the browser reaches nothing but the hub; players come through its proxy."""

import contextlib
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from apivideo_nb import LocalSandbox

PREFIX = "/user/ann/"


@pytest.fixture(scope="module")
def hub(serve_jupyter, tmp_path_factory):
    """A server as a hub starts one: below a path, and its kernels are told of it."""
    home = tmp_path_factory.mktemp("hub-home")
    env = {"JUPYTERHUB_SERVICE_PREFIX": PREFIX, "APIVIDEO_NB_HOME": str(home)}
    with serve_jupyter({"ServerApp.base_url": PREFIX}, env) as jupyter:
        yield jupyter
        jupyter.end_kernels()
    LocalSandbox(home / "sandbox").stop()


@pytest.fixture
def shut_off(page, hub):
    """Let the page reach its own server only, as from another machine."""
    own = urlsplit(hub.url).netloc
    asked = []

    def pass_on(route):
        asked.append(urlsplit(route.request.url))
        known = asked[-1].netloc == own or asked[-1].scheme in {"data", "blob"}
        with contextlib.suppress(Exception):
            route.continue_() if known else route.abort()

    page.route("**/*", pass_on)
    return asked


@pytest.mark.parametrize("public", [True, False])
def test_the_player_plays_through_the_proxy(  # noqa: PLR0917 - fixtures
    hub, page, watcher, shut_off, clips, public
):
    upload = f"%apivideo upload {clips('h264')} --title Far --wait encoded"
    name = hub.write(
        f"hub-{public}.ipynb",
        "%load_ext apivideo_nb",
        upload if public else f"{upload} --private",
    )
    hub.open(page, name)
    hub.run_all(page)
    watcher.sees_picture()
    expect(page.locator(".apivideo-nb")).to_contain_text("through this hub")
    assert watcher.plays("Far")["width"] > 0
    outside = {url.netloc for url in shut_off if url.scheme.startswith("http")}
    assert outside == {urlsplit(hub.url).netloc}
    assert any(url.path.startswith(f"{PREFIX}proxy/") for url in shut_off)


def test_a_file_of_the_browser_goes_through_the_proxy_and_is_in_the_library(  # noqa: PLR0917 - fixtures
    hub, page, form, watcher, shut_off, clips
):
    cells = ("import apivideo_nb as av\nav.Panel()", "av.Library()")
    hub.open(page, hub.write("hub-panel.ipynb", *cells))
    hub.run_all(page)
    form.drop(clips("h264"))
    form.field("Title").fill("From afar")
    form.press("Upload")
    watcher.sees_picture()
    assert watcher.plays("From afar")["width"] > 0
    library = page.locator(".apivideo-library")
    library.get_by_label("Search").fill("afar")
    card = library.get_by_role("button", name="Open From afar")
    expect(card.locator("img")).to_have_js_property("naturalWidth", 426)
    card.click()
    library.locator("summary", has_text="Thumbnail").click()
    expect(library.get_by_label("The moment")).to_be_visible()
    sent = [url.path for url in shut_off if url.path.endswith("/upload")]
    assert sent
    assert all(path.startswith(f"{PREFIX}proxy/") for path in sent)

"""What is left of a video when the notebook is opened, printed or converted later."""

import base64
import copy
import io
import re
import subprocess
import sys

import nbclient
import nbformat
import pytest
from nbconvert import HTMLExporter, LatexExporter, MarkdownExporter, SlidesExporter
from PIL import Image
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def executed(environment, clips):
    """A notebook that uploaded a video when nobody was looking at it."""
    source = f"""
import apivideo_nb as av
av.Client().upload({str(clips("h264"))!r}, title="Left behind", wait="encoded")
"""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    nbclient.NotebookClient(notebook, timeout=120).execute(env=environment)
    (output,) = notebook.cells[0].outputs
    assert set(output.data) == {"text/html", "image/jpeg", "text/plain"}
    return notebook


@pytest.fixture
def saved(executed, jupyter, request):
    """The notebook on disk under a name of its own, which nobody trusts yet."""
    name = f"{request.node.name.partition('[')[0]}.ipynb"
    executed = executed.copy()
    # the same notebook signed by one test must stay strange to the next
    executed.cells[0].source += f"# {name}"
    nbformat.write(executed, jupyter.root / name)
    return name


def trust(jupyter, name):
    command = [sys.executable, "-m", "jupyter", "trust", str(jupyter.root / name)]
    subprocess.run(command, env=jupyter.env, check=True, capture_output=True)


def player_url(notebook):
    return notebook.cells[0].outputs[0].data["text/plain"].rpartition(" ")[2]


@pytest.mark.parametrize("ui", ["lab", "notebook"])
def test_untrusted_the_picture_and_the_link_are_there(  # noqa: PLR0917 - fixtures
    jupyter, page, watcher, executed, saved, ui
):
    jupyter.open(page, saved, ui=ui)
    picture = watcher.sees_picture()
    box = picture.bounding_box()
    assert box["width"] == pytest.approx(640, abs=2)
    assert page.locator(".apivideo-nb iframe").count() == 0
    links = page.locator(".apivideo-nb a")
    assert {links.nth(i).get_attribute("href") for i in range(2)} == {
        player_url(executed)
    }
    expect(page.locator(".apivideo-nb")).to_contain_text("Left behind · encoded")
    with page.context.expect_page() as opened:
        picture.click()
    opened.value.wait_for_load_state()
    assert opened.value.url == player_url(executed)
    opened.value.close()


@pytest.mark.parametrize("ui", ["lab", "notebook"])
def test_without_a_kernel_the_picture_is_there_and_trusted_the_player(  # noqa: PLR0917 - fixtures
    jupyter, page, watcher, executed, saved, ui
):
    left = copy.deepcopy(executed)
    left.cells[0].source += f"# without {ui}"
    # of another language no kernel would do instead
    left.metadata = {"kernelspec": {"name": "gone", "display_name": "Gone"}}
    nbformat.write(left, jupyter.root / saved)
    trust(jupyter, saved)
    jupyter.open(page, saved, ui=ui, kernel=False)
    page.locator(".jp-Dialog button", has_text="No Kernel").click()
    watcher.sees_picture()
    assert watcher.plays("Left behind")["width"] > 0
    assert jupyter.ask("GET", "sessions") == []


@pytest.mark.parametrize("ui", ["lab", "notebook"])
def test_trusted_the_player_is_there_too(jupyter, page, watcher, saved, ui):
    trust(jupyter, saved)
    jupyter.open(page, saved, ui=ui)
    watcher.sees_picture()
    assert watcher.plays("Left behind")["width"] > 0


def test_in_a_dark_theme_the_picture_shows_through_the_frame(  # noqa: PLR0917 - fixtures
    jupyter, page, watcher, executed, saved, dark
):
    trust(jupyter, saved)
    jupyter.open(page, saved)
    dark()
    picture = watcher.sees_picture()
    page.mouse.move(0, 0)
    data = base64.b64decode(executed.cells[0].outputs[0].data["image/jpeg"])
    drawn = Image.open(io.BytesIO(picture.screenshot())).convert("RGB")
    asked = Image.open(io.BytesIO(data)).convert("RGB").resize(drawn.size)
    for x, y in ((0.1, 0.2), (0.25, 0.8), (0.75, 0.25), (0.9, 0.8)):
        spot = tuple(int(x * drawn.width) + i for i in (-4, 4))
        line = tuple(int(y * drawn.height) + i for i in (-4, 4))
        area = (spot[0], line[0], spot[1], line[1])
        for was, is_ in zip(_mean(asked, area), _mean(drawn, area), strict=True):
            assert is_ == pytest.approx(was, abs=30)
    caption = page.locator(".apivideo-nb").evaluate(
        "(it) => getComputedStyle(it).color"
    )
    assert min(_numbers(caption)[:3]) > 150  # light on dark


def _mean(image, area):
    return image.crop(area).resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))


def _numbers(colour):
    return [float(part) for part in colour.strip("rgba()").split(",")]


def test_converted_to_html_the_picture_is_there_and_the_player_plays(
    page, watcher, executed, tmp_path
):
    html, _ = HTMLExporter().from_notebook_node(executed)
    path = tmp_path / "page.html"
    path.write_text(html, encoding="utf-8")
    page.route("https://**", lambda route: route.abort())  # nothing leaves the machine
    page.goto(path.as_uri(), wait_until="domcontentloaded")
    watcher.sees_picture()
    assert watcher.plays("Left behind")["width"] > 0


def test_in_print_the_picture_is_there(page, watcher, executed, tmp_path):
    html, _ = HTMLExporter().from_notebook_node(executed)
    path = tmp_path / "page.html"
    path.write_text(html, encoding="utf-8")
    page.route("https://**", lambda route: route.abort())
    page.goto(path.as_uri(), wait_until="domcontentloaded")
    page.emulate_media(media="print")
    picture = watcher.sees_picture()
    drawn = Image.open(io.BytesIO(picture.screenshot())).convert("RGB")
    assert len(drawn.resize((16, 9)).getcolors()) > 20  # not a white sheet


def test_converted_to_markdown_the_picture_is_there(executed):
    text, _ = MarkdownExporter().from_notebook_node(executed)
    jpeg = executed.cells[0].outputs[0].data["image/jpeg"]
    assert f'<img src="data:image/jpeg;base64,{jpeg}"' in text
    assert f'<a href="{player_url(executed)}"' in text


def test_converted_to_latex_the_picture_is_there(executed):
    text, resources = LatexExporter().from_notebook_node(executed)
    (name,) = [name for name in resources["outputs"] if name.endswith(".jpg")]
    assert r"\includegraphics" in text
    assert name in text
    picture = Image.open(io.BytesIO(resources["outputs"][name]))
    assert picture.format == "JPEG"


def converted(page, html, path):
    path.write_text(html, encoding="utf-8")
    page.route("https://**", lambda route: route.abort())  # nothing leaves the machine
    page.goto(path.as_uri(), wait_until="domcontentloaded")


def test_converted_to_sanitised_html_the_link_is_there(page, executed, tmp_path):
    # nbconvert takes all pictures out of such a page
    html, _ = HTMLExporter(sanitize_html=True).from_notebook_node(executed)
    converted(page, html, tmp_path / "page.html")
    link = page.get_by_role("link", name="Open in browser")
    assert link.get_attribute("href") == player_url(executed)
    assert page.locator("iframe").count() == 0


def test_converted_to_slides_the_picture_is_there(executed):
    # the script that turns the page into slides is on the web: look at the page itself
    html, _ = SlidesExporter().from_notebook_node(executed)
    jpeg = executed.cells[0].outputs[0].data["image/jpeg"]
    assert f'src="data:image/jpeg;base64,{jpeg}"' in html
    assert "Player: Left behind" in html


def test_in_a_narrow_window_nothing_sticks_out(page, watcher, executed, tmp_path):
    page.set_viewport_size({"width": 340, "height": 600})
    html, _ = HTMLExporter().from_notebook_node(executed)
    converted(page, html, tmp_path / "page.html")
    picture = watcher.sees_picture().bounding_box()
    assert picture["x"] + picture["width"] <= 340
    frame = page.locator(".apivideo-nb iframe").bounding_box()
    assert frame["width"] == pytest.approx(picture["width"], abs=1)


def test_a_video_that_is_being_encoded_says_so_and_is_drawn_again(
    jupyter, page, watcher, clips
):
    source = f"import apivideo_nb as av\nav.Client().upload({str(clips('avi'))!r})"
    name = jupyter.write("encoding.ipynb", source, "'done'")
    jupyter.open(page, name)
    page.evaluate(SEEN)
    jupyter.run_all(page)
    card = page.locator(".apivideo-nb")
    expect(card).to_contain_text(re.compile("playable|encoded"), timeout=60_000)
    watcher.sees_picture()
    assert "encoding" in page.evaluate("window.seen.join(' ')")
    (output,) = (
        jupyter.save(page, name, lambda it: it.cells[0].outputs).cells[0].outputs
    )
    assert "encoding" not in output.data["text/plain"]


SEEN = """() => {
  window.seen = [];
  new MutationObserver(() => {
    const card = document.querySelector('.jp-OutputArea-output .apivideo-nb');
    if (card) window.seen.push(card.textContent);
  }).observe(document.body, {childList: true, subtree: true});
}"""


def test_what_was_finished_is_there_after_a_restart(jupyter, page, watcher, clips):
    upload = f"%apivideo upload {clips('tiny')} --title Stays --wait encoded"
    name = jupyter.write("restart.ipynb", "%load_ext apivideo_nb", upload)
    jupyter.open(page, name)
    jupyter.run_all(page)
    watcher.sees_picture()
    jupyter.save(page, name, lambda it: it.cells[1].outputs)
    jupyter.end_kernels()
    jupyter.open(page, name)
    watcher.sees_picture()
    jupyter.run_all(page)
    watcher.sees_picture()
    assert page.locator(".jp-RenderedHTMLCommon .apivideo-nb img").count() == 1
    assert watcher.plays("Stays")["width"] > 0


def test_a_long_and_hostile_title_is_text(jupyter, page, watcher, clips):
    title = "<img src=x onerror=alert(1)>" + "Donaudampfschifffahrtsgesellschaft" * 5
    source = (
        "import apivideo_nb as av\n"
        f"av.Client().upload({str(clips('tiny'))!r}, title={title!r}, wait='encoded')"
    )
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    name = jupyter.write("hostile.ipynb", source)
    jupyter.open(page, name)
    jupyter.run_all(page)
    picture = watcher.sees_picture()
    card = page.locator(".jp-OutputArea-output .apivideo-nb")
    expect(card).to_contain_text("<img src=x onerror=alert(1)>")
    assert card.evaluate("(it) => it.scrollWidth <= it.clientWidth + 1")
    assert picture.get_attribute("alt").startswith("<img src=x")

"""How soon panel and library are there, seen in a real browser.

    python benchmarks/front_end.py
    python benchmarks/front_end.py --rounds 20 --videos 2000

From the moment that JupyterLab is told to run the cell until the panel's button, or the
24 cards of the library's first page with their pictures, are drawn. The kernel is warm:
each cell has run once before.
"""

import argparse
import importlib.util
import statistics
import sys
from pathlib import Path

import pytest

from apivideo_nb.sandbox.rules.identity import new_id
from apivideo_nb.sandbox.rules.video_fields import NewVideo
from apivideo_nb.sandbox.store import encodings, files, videos
from apivideo_nb.sandbox.store.database import Database

TESTS = Path(__file__).parents[1] / "tests"
CELLS = ("import apivideo_nb as av; av.Panel()", "av.Library()")
WAITS = {
    "panel": "part.querySelector('button.mod-primary') "
    "&& part.querySelector('.apivideo-zone')",
    "library": "part.querySelectorAll('.apivideo-card').length === 24 && "
    "[...part.querySelectorAll('img')].every((it) => it.naturalWidth > 0)",
}
BARS_MS = {"panel": 300, "library": 1000}
# two frames later what was found has been painted
RUN = """async ([name, cell]) => {
  const { content } = jupyterapp.shell.currentWidget;
  content.activeCellIndex = cell;
  const parts = document.querySelectorAll(`.apivideo-${name}`);
  for (const part of parts) part.dataset.old = '';
  const frame = () => new Promise(requestAnimationFrame);
  const began = performance.now();
  jupyterapp.commands.execute('notebook:run-cell');
  for (;;) {
    await frame();
    const part = document.querySelector(`.apivideo-${name}:not([data-old])`);
    if (part && part.offsetHeight && (%s)) break;
    if (performance.now() - began > 60000) throw new Error('nothing within a minute');
  }
  await frame();
  return performance.now() - began;
}"""


def measure_front_end(  # noqa: PLR0917 - fixtures
    jupyter, page, client, clips, home, args
):
    fill(home, client.upload(clips("h264"), wait="encoded"), args.videos - 1)
    jupyter.open(page, jupyter.write("front-end.ipynb", *CELLS))
    jupyter.run_all(page)
    print(f"\n{args.rounds} rounds, {args.videos:,} videos; milliseconds\n")
    print(f"{'':<10}{'median':>10}{'slowest':>10}{'bar':>10}")
    for cell, (name, bar) in enumerate(BARS_MS.items()):
        times = []
        for _ in range(args.rounds + 1):
            times.append(page.evaluate(RUN % WAITS[name], [name, cell]))
            page.wait_for_timeout(300)  # let the page come to rest
        del times[0]
        middle, slowest = statistics.median(times), max(times)
        print(f"{name:<10}{middle:>10.0f}{slowest:>10.0f}{bar:>10}")


def fill(home, model, count):
    """Put videos beside one that is there, each with its picture."""
    store = files.Files(home / "sandbox")
    (picture,) = store.folder(model.video_id).rglob("thumbnail.jpg")
    with Database(home / "sandbox" / "sandbox.db").write() as writing:
        for number in range(count):
            video_id = new_id("vi")
            new = NewVideo(title=f"Lecture {number}", tags=("course",))
            videos.add(writing, video_id, "production", new, now=2 * 10**9 + number)
            encodings.set_picture(writing, video_id)
            place = store.picture(video_id)
            place.parent.mkdir(parents=True)
            place.symlink_to(picture)


class Options:
    """The options of this command, as a fixture."""

    def __init__(self, args):
        self._args = args

    @pytest.fixture
    def args(self):
        return self._args


def load(path):
    spec = importlib.util.spec_from_file_location(f"{path.parent.name}_fixtures", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--videos", type=int, default=2000)
    args = parser.parse_args()
    # the browser and the servers of the tests, without the tests
    plugins = [load(TESTS / "conftest.py"), load(TESTS / "browser" / "conftest.py")]
    line = [__file__, "-qs", "-o", "python_functions=measure_*", "--durations=0"]
    # what they import, hypothesis among it, is there before pytest could prepare it
    line += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    sys.exit(pytest.main([*line, "-p", "no:cacheprovider"], [Options(args), *plugins]))


if __name__ == "__main__":
    main()

"""A Jupyter server and a Chromium, each started once, and notebooks to open in them."""

import base64
import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from apivideo_nb import Client, LocalSandbox

TOKEN = "browser-tests"
# The page looks idle before its kernel listens: ask the application instead.
READY = """() => {
  const widget = window.jupyterapp?.shell?.currentWidget;
  const session = widget?.sessionContext;
  return !!(session?.isReady && session.session?.kernel?.status === 'idle'
    && session.session.kernel.connectionStatus === 'connected');
}"""
SHOWN = "() => !!window.jupyterapp?.shell?.currentWidget?.content?.widgets?.length"
VIDEO = """() => {
  const video = document.querySelector('video');
  return video && {at: video.currentTime, width: video.videoWidth, muted: video.muted,
    fullscreen: document.fullscreenEnabled};
}"""
RAN = r"""() => {
  const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')];
  return prompts.length > 0
    && prompts.every(prompt => /^\[\d+\]:$/.test(prompt.textContent.trim()));
}"""
SCROLL = """() => document.querySelectorAll('.jp-WindowedPanel-outer')
  .forEach(panel => { panel.scrollTop = 0 })"""


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """Directory of the notebooks' own local sandbox, which the first of them starts."""
    home = tmp_path_factory.mktemp("apivideo-home")
    yield home
    LocalSandbox(home / "sandbox").stop()


@pytest.fixture
def running(home):
    """The local sandbox that the notebooks use, started unless one of them has."""
    return LocalSandbox(home / "sandbox").start()


@pytest.fixture
def client(running):
    """A client of the same local sandbox."""
    return Client(running.api_key, base_url=running.url)


@pytest.fixture(scope="session")
def environment(home, tmp_path_factory):
    """Environment of everything a browser test starts: no account, no old settings."""
    jupyter = tmp_path_factory.mktemp("jupyter")
    env = {k: v for k, v in os.environ.items() if not k.startswith("APIVIDEO_")}
    env |= {"APIVIDEO_NB_HOME": str(home), "IPYTHONDIR": str(jupyter / "ipython")}
    for name in ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR"):
        env[f"JUPYTER_{name}"] = str(jupyter / name)
    for name in ("SETTINGS", "WORKSPACES"):
        env[f"JUPYTERLAB_{name}_DIR"] = str(jupyter / name)
    return env


class Jupyter:
    """A running server: notebooks to write, open, run and read back."""

    def __init__(self, url, root, env):
        self.url, self.root, self.env = url, root, env

    def write(self, name, *cells, outputs=None):
        """Save a notebook of code cells."""
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(source) for source in cells],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        )
        for cell, given in zip(notebook.cells, outputs or [], strict=False):
            cell.outputs, cell.execution_count = given, 1
        nbformat.write(notebook, self.root / name)
        return name

    def read(self, name):
        return nbformat.read(self.root / name, as_version=4)

    def open(self, page, name, *, ui="lab", kernel=True):
        """Open a notebook and wait until it can be used."""
        where = f"lab/tree/{name}?reset&" if ui == "lab" else f"notebooks/{name}?"
        page.goto(f"{self.url}/{where}token={TOKEN}")
        page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for(timeout=60_000)
        page.wait_for_function(READY if kernel else SHOWN, timeout=60_000)

    def command(self, page, name, **args):
        """Run a command of the application, without waiting for its end."""
        page.evaluate(
            "([name, args]) => { window.jupyterapp.commands.execute(name, args) }",
            [name, args],
        )

    def run_all(self, page, timeout_s=60):
        """Run all cells, each of which must come to its end."""
        self.command(page, "notebook:clear-all-cell-outputs")
        self.command(page, "notebook:run-all-cells")
        page.wait_for_function(RAN, timeout=timeout_s * 1000)
        page.evaluate(SCROLL)

    def restart(self, page):
        """Restart the kernel, without running anything."""
        page.evaluate(
            "() => jupyterapp.shell.currentWidget.sessionContext.session.kernel"
            ".restart()"
        )
        page.wait_for_function(READY, timeout=60_000)

    def give_room(self, page):
        """Fold away what is beside the notebook."""
        page.evaluate("() => { jupyterapp.shell.collapseLeft?.() }")

    def restart_and_run_all(self, page, timeout_s=60):
        """Do so from the menu, and say yes to the question that follows."""
        page.evaluate(
            "() => document.querySelectorAll('.jp-OutputArea-child')"
            ".forEach((output) => { output.dataset.old = '' })"
        )
        self.command(page, "notebook:restart-run-all")
        page.locator(".jp-Dialog button.jp-mod-accept").click()
        expect(page.locator("[data-old]")).to_have_count(0, timeout=timeout_s * 1000)
        page.wait_for_function(RAN, timeout=timeout_s * 1000)
        page.evaluate(SCROLL)

    def lights(self, page, *, on):
        """Change to a light or a dark theme."""
        theme = f"JupyterLab {'Light' if on else 'Dark'}"
        self.command(page, "apputils:change-theme", theme=theme)
        themed = page.locator(f"body[data-jp-theme-light='{str(on).lower()}']")
        themed.wait_for(state="attached")
        # lies over the page meanwhile, and fades
        page.locator("#jupyterlab-splash").wait_for(state="detached")

    def save(self, page, name, until):
        """Save, and wait until what is on disk is as wanted."""
        deadline = time.monotonic() + 20
        while True:
            self.command(page, "docmanager:save")
            page.wait_for_timeout(100)
            with contextlib.suppress(nbformat.reader.NotJSONError):  # half written
                if until(notebook := self.read(name)):
                    return notebook
            assert time.monotonic() < deadline, (self.root / name).read_text()

    def ask(self, method, path):
        request = urllib.request.Request(
            f"{self.url}/api/{path}",
            method=method,
            headers={"Authorization": f"token {TOKEN}"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or "null")

    def end_kernels(self):
        for session in self.ask("GET", "sessions"):
            self.ask("DELETE", f"sessions/{session['id']}")


@pytest.fixture(scope="session")
def serve_jupyter(environment, tmp_path_factory):
    """Give a function that starts a server with more options and environment."""
    settings = Path(environment["JUPYTERLAB_SETTINGS_DIR"], "@jupyterlab")
    news = settings / "apputils-extension" / "notification.jupyterlab-settings"
    news.parent.mkdir(parents=True)
    news.write_text('{"fetchNews": "false", "checkForUpdates": false}')

    @contextlib.contextmanager
    def serve(more_options, more_env):
        root = tmp_path_factory.mktemp("notebooks")
        runtime = tmp_path_factory.mktemp("runtime")
        env = environment | {"JUPYTER_RUNTIME_DIR": str(runtime)} | more_env
        options = {
            "ServerApp.ip": "127.0.0.1",
            "ServerApp.port": "0",
            "IdentityProvider.token": TOKEN,
            "ServerApp.root_dir": str(root),
            "LabApp.expose_app_in_browser": "True",
            "JupyterNotebookApp.expose_app_in_browser": "True",
        }
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
        command += [f"--{k}={v}" for k, v in (options | more_options).items()]
        log = runtime / "jupyter.log"
        with log.open("w") as lines:
            process = subprocess.Popen(command, env=env, stdout=lines, stderr=lines)
            try:
                yield Jupyter(_address(process, env, log), root, env)
            finally:
                process.terminate()
                process.wait(15)

    return serve


@pytest.fixture(scope="session")
def jupyter_server(serve_jupyter):
    with serve_jupyter({}, {}) as server:
        yield server


def _address(process, environment, log):
    runtime = Path(environment["JUPYTER_RUNTIME_DIR"])
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        for info in runtime.glob("jpserver-*.json"):
            try:
                return json.loads(info.read_text())["url"].rstrip("/")
            except json.JSONDecodeError:
                pass  # half written
        time.sleep(0.05)
    raise AssertionError(log.read_text())


@pytest.fixture
def jupyter(jupyter_server):
    """The server; kernels that a test leaves behind are ended."""
    yield jupyter_server
    jupyter_server.end_kernels()


class Watcher:
    """Eyes of the person in front of the page."""

    def __init__(self, page):
        self.page = page

    def sees_picture(self, scope="body"):
        """Wait until a thumbnail is there and has really been drawn."""
        picture = self.page.locator(f"{scope} .apivideo-nb img").first
        picture.wait_for(timeout=60_000)
        self.page.wait_for_function(
            "(image) => image.complete && image.naturalWidth > 0",
            arg=picture.element_handle(),
        )
        return picture

    def plays(self, title):
        """Click the play sign, and wait until the video moves; gives its state."""
        frame = self.page.frame_locator(f"iframe[title='Player: {title}']")
        frame.get_by_role("link", name=f"Play {title}").click()
        deadline = time.monotonic() + 20
        began = None
        while time.monotonic() < deadline:
            for player in [f for f in self.page.frames if "/vod/" in f.url]:
                with contextlib.suppress(Exception):  # it is being loaded
                    found = player.evaluate(VIDEO)
                    if found and found["at"] > 0:
                        began = began or found["at"]
                        if found["at"] > began + 0.2:
                            return found
            self.page.wait_for_timeout(50)
        raise AssertionError([f.url for f in self.page.frames])

    def sees_no_serious_fault(self, scope="body"):
        """Have axe look for what keeps people with other senses out."""
        options = {"resultTypes": ["violations"]}
        found = Axe().run(self.page, context=scope, options=options)
        serious = [
            (fault["id"], [node["html"][:200] for node in fault["nodes"]])
            for fault in found.response["violations"]
            if fault["impact"] in {"serious", "critical"}
        ]
        assert not serious

    def sees_all_of(self, scope):
        """Look that nothing sticks out of a part of the page, or is cut off."""
        out = self.page.locator(scope).evaluate(STICKS_OUT)
        assert not out


# The last ancestor that scrolls by itself is where a long line may end.
STICKS_OUT = """(part) => {
  const edge = part.getBoundingClientRect().right;
  const rolls = (it) => getComputedStyle(it).overflowX !== 'visible';
  return [...part.querySelectorAll('*')].filter((it) => {
    const box = it.getBoundingClientRect();
    if (!box.width || box.right <= edge + 1) return false;
    for (let up = it.parentElement; up !== part; up = up.parentElement) {
      if (rolls(up)) return false;
    }
    return true;
  }).map((it) => it.outerHTML.slice(0, 120));
}"""


class PanelForm:
    """The panel's controls, found as a screen reader finds them."""

    def __init__(self, page):
        self.page = page
        self.panel = page.locator(".apivideo-panel")
        self.card = self.panel.locator(".apivideo-nb")

    def field(self, name):
        role = "combobox" if name == "Source" else "textbox"
        return self.panel.get_by_role(role, name=name)

    def toggle(self, name):
        return self.panel.get_by_role("checkbox", name=name)

    def button(self, name):
        return self.panel.get_by_role("button", name=name, exact=True)

    def press(self, name):
        self.button(name).click()

    def drop(self, *files, padding=0):
        """Drop files of the browser's machine, each with so many bytes more behind."""
        self.panel.locator(".apivideo-zone").evaluate(
            DROP,
            [
                [file.name, base64.b64encode(file.read_bytes()).decode(), padding]
                for file in files
            ],
        )


# The bytes behind the video are a box that players skip.
DROP = """async (zone, files) => {
  const transfer = new DataTransfer();
  for (const [name, base64, padding] of files) {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const parts = [bytes];
    if (padding) {
      const head = new DataView(new ArrayBuffer(8));
      head.setUint32(0, padding + 8);
      head.setUint32(4, 0x66726565); // "free"
      parts.push(head, new Uint8Array(padding));
    }
    transfer.items.add(new File(parts, name, {type: 'video/mp4'}));
  }
  for (const type of ['dragenter', 'dragover', 'drop']) {
    const event = new DragEvent(type, {dataTransfer: transfer, bubbles: true,
      cancelable: true});
    zone.dispatchEvent(event);
    if (!event.defaultPrevented) throw new Error(`${type} was not taken`);
  }
}"""


@pytest.fixture
def form(page):
    return PanelForm(page)


@pytest.fixture
def dark(jupyter, page):
    """Give a function that turns the lights off; they go on again by themselves."""
    yield lambda: jupyter.lights(page, on=False)
    jupyter.lights(page, on=True)


@pytest.fixture
def watcher(page):
    return Watcher(page)


@pytest.fixture
def page(chromium):
    page = chromium.new_page()
    page.set_default_timeout(20_000)
    yield page
    page.close()

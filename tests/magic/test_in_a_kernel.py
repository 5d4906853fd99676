"""The magic in a real kernel: what a front end sends and gets."""

import contextlib
import http.server
import queue
import threading
import time

import pytest
from jupyter_client.manager import start_new_kernel

DEADLINE = 60


class Kernel:
    """A kernel, and what it has said on its output channel."""

    def __init__(self, client, manager):
        self.client = client
        self.manager = manager

    def run(self, code, *, meanwhile=None):
        """Run a cell; `meanwhile` sees each message and may act on it."""
        asked = self.client.execute(code, allow_stdin=False)
        messages = []
        deadline = time.monotonic() + DEADLINE
        while time.monotonic() < deadline:
            with contextlib.suppress(queue.Empty):
                message = self.client.get_iopub_msg(timeout=1)
                if message["parent_header"].get("msg_id") != asked:
                    continue
                if meanwhile:
                    meanwhile(message)
                if message["content"].get("execution_state") == "idle":
                    break
                messages.append(message)
        return self.reply_to(asked), messages

    def reply_to(self, asked):
        """Wait for the answer to one request, past those of earlier ones."""
        while True:
            message = self.client.get_shell_msg(timeout=DEADLINE)
            if message["parent_header"].get("msg_id") == asked:
                return message["content"]


@pytest.fixture(scope="module")
def kernel(magic_home):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("APIVIDEO_NB_HOME", str(magic_home))
        patch.delenv("APIVIDEO_API_KEY", raising=False)
        patch.delenv("APIVIDEO_BASE_URL", raising=False)
        manager, client = start_new_kernel(startup_timeout=DEADLINE)
    made = Kernel(client, manager)
    made.run("%load_ext apivideo_nb")
    yield made
    client.stop_channels()
    manager.shutdown_kernel(now=True)


@pytest.fixture
def endless():
    """A link whose video never comes to an end."""
    over = threading.Event()

    class Drip(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "video/mp4")
            self.end_headers()
            with contextlib.suppress(OSError):
                while not over.wait(0.1):
                    self.wfile.write(b"\0" * 64)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Drip) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/endless.mp4"
        over.set()
        server.shutdown()
        thread.join()


def of_kind(messages, *kinds):
    return [m["content"] for m in messages if m["header"]["msg_type"] in kinds]


def test_an_upload_is_one_output_that_is_updated_in_place(kernel, clips):
    reply, messages = kernel.run(f"%apivideo upload {clips('one_second')} --title K")
    assert reply["status"] == "ok"
    shown = of_kind(messages, "display_data")
    updates = of_kind(messages, "update_display_data")
    assert len(shown) == 1
    assert {c["transient"]["display_id"] for c in shown + updates} == {
        shown[0]["transient"]["display_id"]
    }
    assert "<iframe" in updates[-1]["data"]["text/html"]
    assert "image/jpeg" in updates[-1]["data"]
    assert of_kind(messages, "execute_result", "error", "stream") == []
    _, messages = kernel.run("_.title")
    (value,) = of_kind(messages, "execute_result")
    assert value["data"]["text/plain"] == "'K'"


def test_an_interrupt_stops_the_waiting_in_one_line(kernel, endless):
    stopped = []

    def stop(message):
        fetching = "Fetching" in message["content"].get("data", {}).get("text/html", "")
        if fetching and not stopped:
            stopped.append(time.monotonic())
            kernel.manager.interrupt_kernel()

    reply, messages = kernel.run(f"%apivideo upload {endless}", meanwhile=stop)
    assert time.monotonic() - stopped[0] < 10
    assert (reply["status"], reply["ename"]) == ("error", "UsageError")
    (line,) = [c["text"] for c in of_kind(messages, "stream")]
    assert line.startswith("UsageError: Stopped waiting")
    assert line.count("\n") == 1
    assert of_kind(messages, "error") == []
    (*_, last) = of_kind(messages, "update_display_data")
    assert "Stopped waiting; the service goes on" in last["data"]["text/html"]
    assert "%apivideo show vi" in last["data"]["text/html"]
    reply, _ = kernel.run("%apivideo whoami")
    assert reply["status"] == "ok"


def test_a_front_end_gets_completions_for_the_whole_word(kernel):
    code = "x = 1\n%apivideo upload a.mp4 --wait=en"
    content = kernel.reply_to(kernel.client.complete(code))
    assert content["matches"] == ["encoded"]
    assert content["cursor_start"] == len(code) - 2
    assert content["cursor_end"] == len(code)


def test_a_front_end_is_shown_the_manual(kernel):
    content = kernel.reply_to(kernel.client.inspect("%apivideo", 5))
    assert content["found"]
    assert "--clip START-END" in content["data"]["text/plain"]


def test_without_anybody_to_ask_a_question_is_one_line(kernel):
    reply, messages = kernel.run("%apivideo login")
    assert (reply["status"], reply["ename"]) == ("error", "UsageError")
    assert "APIVIDEO_API_KEY" in of_kind(messages, "stream")[0]["text"]

import keyring
import keyring.backend
import pytest
from IPython.core.error import StdinNotImplementedError

from apivideo_nb import LocalSandbox, config


@pytest.fixture(autouse=True)
def _no_key_left_behind(monkeypatch):
    monkeypatch.setattr(config, "_of_this_process", None)


@pytest.fixture
def server(notebook, magic_home, monkeypatch):
    """The running local sandbox, as a server that wants a key."""
    running = LocalSandbox(magic_home / "sandbox").running()
    monkeypatch.setenv("APIVIDEO_BASE_URL", running.url)
    assert notebook
    return running


@pytest.fixture
def answer(monkeypatch):
    """Type something where the key is asked for."""

    def answers(text):
        monkeypatch.setattr("getpass.getpass", lambda _: text)

    return answers


def everything(ran):
    return f"{ran.out} {ran.shown} {ran.said} {ran.complained} {ran.value!r}"


def test_without_a_key_whoami_says_local_and_where(notebook, magic_home):
    ran = notebook.do("%apivideo whoami")
    running = LocalSandbox(magic_home / "sandbox").running()
    assert ran.value["Environment"] == "local sandbox"
    assert ran.value["Server"] == running.url
    assert running.api_key not in everything(ran)
    assert "<table" in ran.out[0]["text/html"]


def test_whoami_and_sandbox_start_nothing(bare, local_home):
    assert "not running" in bare.do("%apivideo whoami").value["Server"]
    assert "not running" in bare.do("%apivideo sandbox").value["Local sandbox"]
    assert local_home.running() is None


def test_login_uses_the_key_once_the_server_took_it(notebook, server, answer):
    answer(f"  {server.api_key} ")
    ran = notebook.do("%apivideo login")
    assert ran.said.startswith("Logged in to the custom server")
    assert ran.value is None
    who = notebook.do("%apivideo whoami")
    assert who.value["Server"] == server.url
    assert who.value["Key"] == "given in this session"
    assert server.api_key not in everything(ran) + everything(who)
    listed = notebook.do("%apivideo list;")
    assert listed.out == []


def test_a_refused_key_is_not_kept(notebook, server, answer):
    answer("a-wrong-key")
    complaint = notebook.fail("%apivideo login")
    assert "refused" in complaint
    assert "a-wrong-key" not in complaint
    assert config.find_key() is None
    answer(server.api_key)
    notebook.do("%apivideo login")
    answer("a-wrong-key")
    notebook.fail("%apivideo login")
    assert config.find_key().value == server.api_key


class InMemory(keyring.backend.KeyringBackend):
    """A keyring that no system service stands behind."""

    priority = 1

    def __init__(self):
        super().__init__()
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        del self.kept[service, username]


def test_a_saved_key_is_found_again_by_the_next_session(
    notebook, server, answer, monkeypatch
):
    before = keyring.get_keyring()
    keyring.set_keyring(InMemory())
    try:
        answer(server.api_key)
        assert "kept in the keyring" in notebook.do("%apivideo login --save").said
        monkeypatch.setattr(config, "_of_this_process", None)
        assert notebook.do("%apivideo whoami").value["Key"] == "keyring"
        assert "keyring" in notebook.do("%apivideo logout").said
        assert config.find_key() is None
    finally:
        keyring.set_keyring(before)


def test_a_closed_input_cancels_as_well(notebook, monkeypatch):
    def closed(_):
        raise EOFError

    monkeypatch.setattr("getpass.getpass", closed)
    monkeypatch.setattr("builtins.input", closed)
    assert notebook.do("%apivideo login").said.startswith("Cancelled")
    assert notebook.do("%apivideo sandbox reset").said == "Nothing was deleted.\n"


@pytest.mark.parametrize("typed", ["", "   "])
def test_nothing_typed_cancels_the_login(notebook, answer, typed):
    answer(typed)
    assert notebook.do("%apivideo login").said.startswith("Cancelled")
    assert config.find_key() is None


def test_what_cannot_be_a_key_is_refused_without_being_repeated(notebook, answer):
    answer("two words")
    complaint = notebook.fail("%apivideo login")
    assert "two words" not in complaint


def test_where_nobody_can_be_asked_login_says_what_to_do(notebook, monkeypatch):
    def nobody(_):
        raise StdinNotImplementedError("no stdin here")

    monkeypatch.setattr("getpass.getpass", nobody)
    assert "APIVIDEO_API_KEY" in notebook.fail("%apivideo login")
    monkeypatch.setattr("builtins.input", nobody)
    assert "add --yes" in notebook.fail("%apivideo sandbox reset")


def test_logout_forgets_the_key(notebook, server, answer):
    answer(server.api_key)
    notebook.do("%apivideo login")
    ran = notebook.do("%apivideo logout")
    assert "given in this session" in ran.said
    assert server.url in ran.said
    assert server.api_key not in everything(ran)
    assert config.find_key() is None
    assert "no key" in notebook.do("%apivideo logout").said


def test_logout_says_when_a_key_is_left(notebook, monkeypatch):
    monkeypatch.setenv("APIVIDEO_API_KEY", "the-key-of-the-environment")
    ran = notebook.do("%apivideo logout")
    assert "A key is still set: environment (APIVIDEO_API_KEY)" in ran.said
    assert "the-key-of" not in everything(ran)


def test_the_local_sandbox_starts_stops_and_is_emptied(
    bare, local_home, clips, monkeypatch
):
    started = bare.do("%apivideo sandbox start")
    assert started.value["Server"] == local_home.running().url
    assert local_home.running().api_key not in everything(started)
    bare.shell.user_ns["path"] = clips("one_second")
    bare.do("%apivideo upload {path};")
    assert bare.do("%apivideo sandbox stop").said.startswith("The local sandbox has")
    assert local_home.running() is None
    assert "was not running" in bare.do("%apivideo sandbox stop").said
    assert len(bare.do("%apivideo list").value) == 1
    monkeypatch.setattr("builtins.input", lambda _: "n")
    assert bare.do("%apivideo sandbox reset").said == "Nothing was deleted.\n"
    assert len(bare.do("%apivideo list").value) == 1
    assert "is empty" in bare.do("%apivideo sandbox reset --yes").said
    assert len(bare.do("%apivideo list").value) == 0

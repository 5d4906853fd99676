import importlib.util

import keyring
import keyring.backend
import keyring.backends.fail
import pytest

from apivideo_nb import ConfigurationError, config

KEY = "Zk9aSecret"


class InMemory(keyring.backend.KeyringBackend):
    """A keyring that no system service stands behind."""

    priority = 1

    def __init__(self):
        super().__init__()
        self.kept = {}

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def delete_password(self, service, username):
        del self.kept[service, username]


@pytest.fixture(autouse=True)
def _nothing_configured(monkeypatch):
    for name in (config.API_KEY, config.BASE_URL, config.HOME):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(config, "_of_this_process", None)
    before = keyring.get_keyring()
    keyring.set_keyring(keyring.backends.fail.Keyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture
def kept():
    backend = InMemory()
    keyring.set_keyring(backend)
    return backend.kept


def test_without_any_key_there_is_none():
    assert config.find_key() is None


def test_a_key_from_the_environment_says_so(monkeypatch):
    monkeypatch.setenv(config.API_KEY, f" {KEY}\n")
    key = config.find_key()
    assert (key.value, key.origin) == (KEY, "environment (APIVIDEO_API_KEY)")


def test_a_blank_variable_is_no_key(monkeypatch):
    monkeypatch.setenv(config.API_KEY, "  ")
    assert config.find_key() is None


def test_a_key_given_in_this_process_comes_first(monkeypatch):
    monkeypatch.setenv(config.API_KEY, "another")
    config.use_key(KEY)
    assert config.find_key().value == KEY


def test_a_saved_key_is_found_again(kept):
    config.save_key(KEY)
    key = config.find_key()
    assert (key.value, key.origin) == (KEY, "keyring")
    assert list(kept.values()) == [KEY]


def test_a_forgotten_key_is_gone_everywhere(kept):
    config.save_key(KEY)
    config.use_key(KEY)
    assert config.forget_key() == ["given in this session", "keyring"]
    assert config.find_key() is None
    assert kept == {}
    assert config.forget_key() == []


def test_a_machine_without_a_keyring_service_says_what_to_do():
    with pytest.raises(ConfigurationError, match="keyring refused the key") as caught:
        config.save_key(KEY)
    assert "APIVIDEO_API_KEY" in caught.value.hint
    assert config.find_key() is None


def test_without_the_library_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ConfigurationError, match="no keyring") as caught:
        config.save_key(KEY)
    assert "pip install keyring" in caught.value.hint
    assert config.find_key() is None


def test_a_key_is_in_no_repr():
    config.use_key(KEY)
    assert KEY not in repr(config.find_key())


@pytest.mark.parametrize("value", ["", "two words", "naïve", "a\nb"])
def test_what_is_no_key_is_refused_without_repeating_it(value):
    with pytest.raises(ConfigurationError, match="is no API key") as caught:
        config.use_key(value)
    assert not value or value not in str(caught.value)


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("https://ws.api.video/", "https://ws.api.video"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("  ", None),
    ],
)
def test_a_base_url_comes_from_the_environment(monkeypatch, value, url):
    monkeypatch.setenv(config.BASE_URL, value)
    assert config.base_url() == url


@pytest.mark.parametrize("value", ["ws.api.video", "ftp://host", "http://", "http://["])
def test_a_base_url_that_is_none_is_refused(monkeypatch, value):
    monkeypatch.setenv(config.BASE_URL, value)
    with pytest.raises(ConfigurationError, match="APIVIDEO_BASE_URL is no URL"):
        config.base_url()


def test_home_is_where_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setenv(config.HOME, str(tmp_path))
    assert config.home() == tmp_path


def test_home_is_the_users_data_directory_else():
    assert config.home().name == "apivideo-nb"

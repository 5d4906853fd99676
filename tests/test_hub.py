"""What is said on a hub, and which way players are reached there."""

import importlib.util

import pytest

from apivideo_nb import hub


@pytest.fixture(autouse=True)
def nowhere(monkeypatch):
    monkeypatch.delenv("JUPYTERHUB_SERVICE_PREFIX", raising=False)
    monkeypatch.delenv("JUPYTERHUB_PUBLIC_URL", raising=False)


def test_without_a_hub_nothing_changes():
    assert hub.proxy_path(41987) is None
    assert hub.browser_url(41987) is None
    assert hub.note() == "Seen on this machine only (local sandbox)."


def test_on_a_hub_the_way_leads_through_the_own_server(monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", "/user/ann%40x/")
    assert hub.browser_url(41987) == "/user/ann%40x/proxy/41987"


def test_a_hub_that_says_its_address_gives_links_that_work_anywhere(monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", "/user/ann/")
    monkeypatch.setenv("JUPYTERHUB_PUBLIC_URL", "https://hub.example/user/ann/")
    assert hub.browser_url(41987) == "https://hub.example/user/ann/proxy/41987"


def test_the_note_says_what_to_install(monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", "/user/ann/")
    assert hub.note() == "Seen by you only, through this hub (local sandbox)."
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert "pip install jupyter-server-proxy" in hub.note()

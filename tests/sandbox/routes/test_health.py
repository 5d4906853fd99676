import importlib.metadata

import requests


def test_whoever_has_a_key_may_ask_how_much_is_in_it(server, api):
    before = api.get("/usage").json()
    api.create()
    after = api.get("/usage").json()
    assert set(after) == {"videos", "jobs", "bytes"}
    assert after["videos"] == before["videos"] + 1
    assert after["bytes"] > 0
    assert requests.get(f"{server.url}/usage", timeout=9).status_code == 401


def test_anybody_may_ask_which_server_this_is(server):
    answer = requests.get(f"{server.url}/health", timeout=9)
    assert answer.json() == {
        "service": "apivideo-nb local sandbox",
        "instance": server.state["instance"],
        "version": importlib.metadata.version("apivideo-nb"),
    }

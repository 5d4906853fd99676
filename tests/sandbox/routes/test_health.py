import importlib.metadata

import requests


def test_anybody_may_ask_which_server_this_is(server):
    answer = requests.get(f"{server.url}/health", timeout=9)
    assert answer.json() == {
        "service": "apivideo-nb local sandbox",
        "instance": server.state["instance"],
        "version": importlib.metadata.version("apivideo-nb"),
    }

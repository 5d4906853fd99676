import base64
import time

import pytest
import requests


def login(server, key):
    return requests.post(f"{server.url}/auth/api-key", json={"apiKey": key}, timeout=9)


def bearer(server, token, scheme="Bearer"):
    headers = {"Authorization": f"{scheme} {token}"}
    return requests.get(f"{server.url}/videos", headers=headers, timeout=9)


def refresh(server, token):
    body = {"refreshToken": token}
    return requests.post(f"{server.url}/auth/refresh", json=body, timeout=9)


def test_a_key_becomes_a_token_that_opens_the_api(server):
    answer = login(server, server.state["api_key"])
    tokens = answer.json()
    assert answer.status_code == 200
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 3600)
    assert tokens["access_token"].count(".") == 2
    assert bearer(server, tokens["access_token"]).status_code == 200
    assert bearer(server, tokens["access_token"], "bearer").status_code == 200


def test_the_body_is_json_whatever_its_content_type_says(server):
    body = f'{{"apiKey": "{server.state["api_key"]}"}}'
    answer = requests.post(
        f"{server.url}/auth/api-key",
        data=body,
        headers={"Content-Type": "text/plain"},
        timeout=9,
    )
    assert answer.status_code == 200


def test_a_refresh_token_works_once(server):
    first = login(server, server.state["api_key"]).json()
    second = refresh(server, first["refresh_token"]).json()
    assert second["access_token"] != first["access_token"]
    assert bearer(server, second["access_token"]).status_code == 200
    again = refresh(server, first["refresh_token"])
    assert again.status_code == 400
    assert again.json()["type"].endswith("/authentication-invalid-user-credentials")


@pytest.mark.parametrize("path", ["/auth/api-key", "/auth/refresh"])
def test_wrong_credentials_are_400_with_the_spec_s_body(server, path):
    name = "apiKey" if path.endswith("key") else "refreshToken"
    answer = requests.post(server.url + path, json={name: "wrong"}, timeout=9)
    assert answer.status_code == 400
    assert answer.json() == {
        "type": "https://docs.api.video/reference/authentication-invalid-user-credentials",
        "title": "The user credentials were incorrect.",
        "name": "",
        "status": 400,
    }


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        (b"", "invalid-payload"),
        (b"not json", "invalid-payload"),
        (b"[" * 100_000, "invalid-payload"),
        (b"{}", "attribute-required"),
    ],
)
def test_a_login_that_is_none_is_400(server, slug_of, body, slug):
    answer = requests.post(f"{server.url}/auth/api-key", data=body, timeout=9)
    assert (answer.status_code, slug_of(answer)) == (400, slug)


@pytest.mark.parametrize(
    ("header", "slug"),
    [
        (None, "missing-authorization-header"),
        ("Bearer nonsense", "invalid-access-token"),
        ("nonsense", "invalid-authorization-header-value"),
        ("Basic " + base64.b64encode(b"wrong:").decode(), "invalid-api-key"),
    ],
)
@pytest.mark.parametrize("path", ["/videos", "/upload-tokens", "/videos/vi1/source"])
def test_everything_else_needs_a_key_or_a_token(server, slug_of, path, header, slug):
    headers = {} if header is None else {"Authorization": header}
    method = "POST" if path.endswith("source") else "GET"
    answer = requests.request(method, server.url + path, headers=headers, timeout=9)
    assert (answer.status_code, slug_of(answer)) == (401, f"authentication-{slug}")


def test_a_token_ends_when_its_time_is_over(start, wait_for):
    server = start(token_ttl=1)
    token = login(server, server.state["api_key"]).json()["access_token"]
    assert bearer(server, token).status_code == 200
    began = time.monotonic()
    wait_for(lambda: bearer(server, token).status_code == 401, deadline=5)
    assert time.monotonic() - began < 4


def test_a_token_of_a_key_that_was_changed_is_worthless(start):
    server = start(api_key="before")
    tokens = login(server, "before").json()
    assert server.stop() == 0
    server = start(api_key="after")
    assert bearer(server, tokens["access_token"]).status_code == 401
    assert refresh(server, tokens["refresh_token"]).status_code == 400


def test_the_two_keys_are_two_projects(server, api, encoded):
    with server.api("sandbox_key") as other:
        path = f"/videos/{encoded['videoId']}"
        assert other.get(path).status_code == 404
        assert other.patch(path, json={}).status_code == 404
        assert other.delete(path).status_code == 404
        assert other.get(f"{path}/status").status_code == 404
        assert other.upload(encoded["videoId"], b"x").status_code == 404
        assert (
            other.post(
                "/videos", json={"title": "T", "source": encoded["videoId"]}
            ).json()["name"]
            == "source"
        )
        mine = other.create(title="Of the other project")
        listed = "/videos?title=of+the+other"
        found = [video["videoId"] for video in other.get(listed).json()["data"]]
        assert found == [mine["videoId"]]
        assert api.get(listed).json()["data"] == []
        assert api.get(f"/videos/{mine['videoId']}").status_code == 404


def test_no_token_is_stored_as_it_is(start):
    server = start()
    tokens = login(server, server.state["api_key"]).json()
    with server.api() as api:
        api.create(title="T", public=False)
    stored = b"".join(
        path.read_bytes() for path in server.data.rglob("sandbox.db*") if path.is_file()
    )
    for name in ("access_token", "refresh_token"):
        assert tokens[name].encode() not in stored
    assert server.state["api_key"].encode() not in stored

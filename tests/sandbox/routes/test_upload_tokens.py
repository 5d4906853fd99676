import pytest


def test_a_token_lives_until_it_is_deleted(api, slug_of):
    answer = api.post("/upload-tokens", json={})
    token = answer.json()
    assert answer.status_code == 200
    assert token["token"].startswith("to")
    assert (token["ttl"], token["expiresAt"]) == (0, None)
    path = f"/upload-tokens/{token['token']}"
    assert api.get(path).json() == token
    assert api.delete(path).status_code == 204
    for gone in (api.get(path), api.delete(path)):
        assert (gone.status_code, gone.json()["name"]) == (404, "uploadToken")
    refused = api.post(f"/upload?token={token['token']}", files={"f": ("a", b"x")})
    assert slug_of(refused) == "authentication-invalid-upload-token"


def test_a_token_with_an_end_ends(api, wait_for):
    token = api.post("/upload-tokens", json={"ttl": 1}).json()
    assert token["expiresAt"] > token["createdAt"]
    path = f"/upload-tokens/{token['token']}"
    wait_for(lambda: api.get(path).status_code == 404, deadline=5)
    listed = api.get("/upload-tokens?pageSize=100").json()["data"]
    assert token["token"] not in [row["token"] for row in listed]


def test_tokens_are_listed_by_project_sorted_and_paged(server):
    with server.api("sandbox_key") as api:
        made = [
            api.post("/upload-tokens", json={"ttl": ttl}).json()["token"]
            for ttl in (300, 100, 200)
        ]
        answer = api.get("/upload-tokens?sortBy=ttl&pageSize=2").json()
        assert [row["token"] for row in answer["data"]] == [made[1], made[2]]
        assert answer["pagination"]["itemsTotal"] == 3
        answer = api.get("/upload-tokens?sortBy=ttl&pageSize=2&currentPage=2").json()
        assert [row["token"] for row in answer["data"]] == [made[0]]
        with server.api() as other:
            assert other.get(f"/upload-tokens/{made[0]}").status_code == 404
            assert other.delete(f"/upload-tokens/{made[0]}").status_code == 404


@pytest.mark.parametrize(
    "body", [{"ttl": -1}, {"ttl": 2**31}, {"ttl": "1"}, {"ttl": True}, {"x": 1}, []]
)
def test_a_token_with_a_bad_ttl_is_not_made(api, body):
    assert api.post("/upload-tokens", json=body).status_code == 400

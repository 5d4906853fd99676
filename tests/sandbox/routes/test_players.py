import io

import pytest
import requests
from PIL import Image

NO_LOGO = "Only ['jpg', 'JPG', 'jpeg', 'JPEG', 'png', 'PNG'] extensions are supported."


def picture(kind="PNG", size=(200, 100)):
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind)
    return out.getvalue()


@pytest.fixture
def player(api):
    answer = api.post("/players", json={"name": "Mine"})
    assert answer.status_code == 201
    return answer.json()


def path(player, *rest):
    return "/".join(("/players", player["playerId"], *rest))


def send(api, player, content=None, link="https://example.org/", name="logo.png"):
    return api.post(
        path(player, "logo"),
        files={"file": (name, picture() if content is None else content)},
        data={} if link is None else {"link": link},
    )


def test_a_theme_needs_nothing_and_has_everything(api):
    answer = api.post("/players", json={})
    theme = answer.json()
    assert answer.status_code == 201
    assert theme.pop("playerId").startswith("pl")
    assert theme.pop("createdAt") == theme.pop("updatedAt")
    assert theme == {
        "text": "rgba(255, 255, 255, 1)",
        "link": "rgba(255, 255, 255, 1)",
        "linkHover": "rgba(255, 255, 255, 1)",
        "linkActive": "rgba(255, 255, 255, 1)",
        "trackPlayed": "rgba(88, 131, 255, .95)",
        "trackUnplayed": "rgba(255, 255, 255, .35)",
        "trackBackground": "rgba(255, 255, 255, .2)",
        "backgroundTop": "rgba(0, 0, 0, .7)",
        "backgroundBottom": "rgba(0, 0, 0, .7)",
        "backgroundText": "rgba(255, 255, 255, 1)",
        "enableApi": True,
        "enableControls": True,
        "forceAutoplay": False,
        "hideTitle": False,
        "forceLoop": False,
        "assets": {},
    }


def test_a_change_changes_only_what_it_names(api, player, wait_for):
    def changed():
        body = {"text": "rgba(0, 0, 0, 1)", "forceLoop": True}
        answer = api.patch(path(player), json=body)
        assert answer.status_code == 200
        after = answer.json()
        return after["updatedAt"] > player["updatedAt"] and after

    after = wait_for(changed)
    assert after == {
        **player,
        "text": "rgba(0, 0, 0, 1)",
        "forceLoop": True,
        "updatedAt": after["updatedAt"],
    }
    assert api.get(path(player)).json() == after
    assert api.patch(path(player), json={"name": "Yours"}).json()["name"] == "Yours"


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"text": "white"}, "text"),
        ({"hideTitle": "yes"}, "hideTitle"),
        ({"name": "x" * 101}, "name"),
        ({"name": None}, "name"),
        ({"shapeMargin": 10}, "shapeMargin"),
    ],
)
def test_a_bad_field_is_named(api, player, body, name):
    for answer in (api.post("/players", json=body), api.patch(path(player), json=body)):
        assert (answer.status_code, answer.json()["name"]) == (400, name)
    assert api.get(path(player)).json() == player


def test_themes_are_listed_sorted_and_paged(launch, tmp_path):
    with launch(tmp_path / "data") as server, server.api() as api:
        assert api.get("/players").json()["data"] == []
        made = [
            api.post("/players", json={"name": name}).json()["playerId"]
            for name in ("b", "C", "a")
        ]
        b, c, a = made

        def ids(query):
            rows = api.get(f"/players?{query}").json()["data"]
            return [row["playerId"] for row in rows]

        assert ids("") == [a, c, b]
        assert ids("sortBy=name") == [a, b, c]
        assert ids("sortBy=name&sortOrder=desc&pageSize=1&currentPage=2") == [b]
        assert ids("sortBy=createdAt") == made
        assert sorted(ids("sortBy=updatedAt")) == sorted(made)
        assert api.get("/players?sortBy=text").status_code == 400
        assert api.get("/players?pageSize=0").status_code == 400
        with server.api("sandbox_key") as other:
            assert other.get("/players").json()["data"] == []


def test_an_unknown_theme_is_404_whatever_is_done_with_it(api, server, player):
    with server.api("sandbox_key") as other:
        for caller, one in ((api, {"playerId": "pl" + 22 * "0"}), (other, player)):
            for answer in (
                caller.get(path(one)),
                caller.patch(path(one), json={"x": 1}),
                caller.delete(path(one)),
                send(caller, one),
                caller.delete(path(one, "logo")),
            ):
                assert (answer.status_code, answer.json()["name"]) == (404, "playerId")


@pytest.mark.parametrize(("kind", "ending"), [("PNG", "png"), ("JPEG", "jpg")])
def test_a_logo_is_served_and_can_be_taken_off(api, server, player, kind, ending):
    content = picture(kind)
    answer = send(api, player, content)
    assert answer.status_code == 201
    logo = f"{server.url}/players/{player['playerId']}/logo.{ending}"
    assert answer.json()["assets"] == {"logo": logo, "link": "https://example.org/"}
    served = requests.get(logo, timeout=9)
    assert served.content == content
    assert served.headers["Content-Type"] == f"image/{kind.lower()}"
    assert api.get(path(player)).json()["assets"]["logo"] == logo

    assert api.delete(path(player, "logo")).status_code == 204
    assert api.get(path(player)).json()["assets"] == {}
    assert requests.get(logo, timeout=9).status_code == 404
    assert api.delete(path(player, "logo")).status_code == 404


def test_a_logo_may_lead_nowhere_or_anywhere(api, player):
    assert set(send(api, player, link=None).json()["assets"]) == {"logo"}
    link = "javascript:alert(1)"
    assert send(api, player, link=link).json()["assets"]["link"] == link


def test_a_logo_that_is_too_large_or_none_is_refused(api, player, slug_of, clips):
    for content in (clips("text").read_bytes(), picture("WEBP")):
        answer = send(api, player, content)
        assert slug_of(answer) == "uploaded-file-extension-invalid"
        assert answer.json()["title"] == NO_LOGO
    for size in ((201, 100), (200, 101)):
        answer = send(api, player, picture(size=size))
        assert slug_of(answer) == "uploaded-file-invalid-file"
        assert "200 by 100" in answer.json()["detail"]
    heavy = picture() + bytes(100 * 2**10)
    assert slug_of(send(api, player, heavy)) == "uploaded-file-too-large"
    assert slug_of(send(api, player, b"")) == "uploaded-file-empty"
    assert slug_of(api.post(path(player, "logo"))) == "uploaded-file-no-file"
    assert api.get(path(player)).json()["assets"] == {}


def test_a_video_has_the_player_it_was_given_until_that_is_deleted(api, server, player):
    named = {"playerId": player["playerId"]}
    video = api.create(**named)
    assert video["playerId"] == player["playerId"]
    where = f"/videos/{video['videoId']}"
    assert "playerId" not in api.patch(where, json={"playerId": None}).json()
    assert api.patch(where, json=named).json()["playerId"] == player["playerId"]
    with server.api("sandbox_key") as other:
        answer = other.post("/videos", json={"title": "T", **named})
        assert (answer.status_code, answer.json()["name"]) == (400, "playerId")
    assert api.delete(path(player)).status_code == 204
    assert "playerId" not in api.get(where).json()
    answer = api.patch(where, json=named)
    assert (answer.status_code, answer.json()["name"]) == (400, "playerId")
    assert api.get(path(player)).status_code == 404


def test_themes_need_a_key_and_their_logos_none(server, player, api):
    logo = send(api, player).json()["assets"]["logo"]
    assert requests.get(logo, timeout=9).status_code == 200
    assert requests.get(server.url + path(player), timeout=9).status_code == 401
    url = server.url + path(player, "logo")
    assert requests.post(url, timeout=9).status_code == 401

import pytest

from apivideo_nb.sandbox.rules.user_agents import Agent, parse_user_agent

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
PIXEL = "Mozilla/5.0 (Linux; Android 14; Pixel 8)"


@pytest.mark.parametrize(
    ("header", "agent"),
    [
        (
            f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/130.0.0.0 Safari/537.36",
            ("chrome", "linux", "computer"),
        ),
        (
            f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/130.0 Edg/130.0",
            ("edge", "windows", "computer"),
        ),
        (
            f"{MAC} {WEBKIT} Version/17.6 Safari/605.1",
            ("safari", "mac osx", "computer"),
        ),
        (f"{MAC} {WEBKIT} Chrome/130.0 OPR/114.0", ("opera", "mac osx", "computer")),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) Mobile Safari/6",
            ("safari", "ios", "phone"),
        ),
        (
            "Mozilla/5.0 (iPad; CPU OS 17_6 like Mac OS X) FxiOS/130.0 Mobile Safari/6",
            ("firefox", "ios", "tablet"),
        ),
        (
            f"{PIXEL} {WEBKIT} Chrome/130 Mobile Safari/5",
            ("chrome", "android", "phone"),
        ),
        (f"{PIXEL} {WEBKIT} Chrome/130.0 Safari/5", ("chrome", "android", "tablet")),
        (
            "Mozilla/5.0 (Web0S; Linux/SmartTV) Chrome/94.0 Safari/537.36",
            ("chrome", "linux", "tv"),
        ),
        ("curl/8.5.0", ("unknown", "unknown", "unknown")),
        ("", ("unknown", "unknown", "unknown")),
    ],
)
def test_a_user_agent_is_read_as_three_words(header, agent):
    assert parse_user_agent(header) == Agent(*agent)

"""Player themes: how the player of a video looks and behaves."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .decode import camel, decode
from .files import File, file_body, read_file
from .noun import Noun, check_name
from .wire import MAX_PAGE_SIZE, path_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayerAssets:
    """The logo on a player, and the page that a click on it opens."""

    logo: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayerTheme:
    """How a player looks and behaves; colours are ``rgba(88, 131, 255, .95)``.

    Attributes
    ----------
    player_id : str
        What a video's `player_id` names.
    name : str or None
        For you; viewers do not see it.
    text, link, link_hover, link_active : str or None
        Colours of texts and links.
    track_played, track_unplayed, track_background : str or None
        Colours of the time line.
    background_top, background_bottom, background_text : str or None
        Colours behind the controls and texts.
    enable_api, enable_controls : bool
        Whether scripts, and viewers, can steer the player.
    force_autoplay, force_loop : bool
        Whether it starts by itself, and again at the end.
    hide_title : bool
        Whether the title is left out.
    assets : PlayerAssets
        Its logo.

    Examples
    --------
    >>> from apivideo_nb import PlayerTheme
    >>> theme = PlayerTheme(player_id="pt1", link="rgba(88, 131, 255, .95)")
    >>> theme.enable_controls, theme.hide_title
    (True, False)
    """

    player_id: str
    name: str | None = None
    text: str | None = None
    link: str | None = None
    link_hover: str | None = None
    link_active: str | None = None
    track_played: str | None = None
    track_unplayed: str | None = None
    track_background: str | None = None
    background_top: str | None = None
    background_bottom: str | None = None
    background_text: str | None = None
    enable_api: bool = True
    enable_controls: bool = True
    force_autoplay: bool = False
    force_loop: bool = False
    hide_title: bool = False
    assets: PlayerAssets = PlayerAssets()
    created_at: dt.datetime | None = None
    updated_at: dt.datetime | None = None


_FIXED = {"player_id", "assets", "created_at", "updated_at"}
_THEME = [f.name for f in dataclasses.fields(PlayerTheme) if f.name not in _FIXED]


class Players(Noun):
    """``client.players``.

    References
    ----------
    https://docs.api.video/reference/api/Player-Themes

    Examples
    --------
    >>> import apivideo_nb as av
    >>> client = av.Client()
    >>> theme = client.players.create(name="Lecture", hide_title=True)
    >>> client.players.update(theme.player_id, link="rgba(255, 0, 0, 1)").hide_title
    True
    >>> video = client.videos.create("Lesson 1", player_id=theme.player_id)
    >>> [found.name for found in client.players.list()]
    ['Lecture']
    >>> client.players.delete(theme.player_id)
    """

    def create(self, **theme: Any) -> PlayerTheme:
        """Make a theme.

        Parameters
        ----------
        **theme
            Attributes of `PlayerTheme`: a name, colours, switches; what is left out
            is as usual.

        Raises
        ------
        TypeError
            For a name that no theme has.
        ApiError
            If the API refuses a value; `ApiError.name` says which.
        """
        # sent twice it would make two
        answer = self._json("POST", "/players", json=_spelled(theme), repeatable=False)
        return decode(PlayerTheme, answer)

    def get(self, player_id: str) -> PlayerTheme:
        """Get a theme; raises `NotFoundError`."""
        return decode(PlayerTheme, self._json("GET", path_of("players", player_id)))

    def list(
        self,
        *,
        sort_by: str | None = None,
        sort_order: str | None = None,
        page_size: int = MAX_PAGE_SIZE,
    ) -> Iterator[PlayerTheme]:
        """Go through all themes, newest first; pages are fetched lazily.

        Parameters
        ----------
        sort_by : str, optional
            ``name``, ``createdAt`` or ``updatedAt``.
        sort_order : str, optional
            ``asc`` or ``desc``.
        page_size : int, default 100
            Themes per request, 1 to 100.
        """
        found = self._session.items(
            "/players", page_size=page_size, sort_by=sort_by, sort_order=sort_order
        )
        for item in found:
            yield decode(PlayerTheme, item)

    def update(self, player_id: str, **changes: Any) -> PlayerTheme:
        """Change what is named; takes and raises what `create` does."""
        path = path_of("players", player_id)
        return decode(PlayerTheme, self._json("PATCH", path, json=_spelled(changes)))

    def delete(self, player_id: str) -> None:
        """Delete a theme; videos that have it look as usual again."""
        self._call("DELETE", path_of("players", player_id))

    def upload_logo(
        self, player_id: str, picture: File, *, link: str = ""
    ) -> PlayerTheme:
        """Put a logo on a theme.

        Parameters
        ----------
        player_id : str
            The theme.
        picture : path or bytes
            JPEG or PNG, at most 200 by 100 pixels and 100 KiB.
        link : str, optional
            The page that a click on it opens.

        Raises
        ------
        OSError
            If the file cannot be read.
        ApiError
            If it is no such picture.
        """
        name, data = read_file(picture)
        body = file_body(name, data, {"link": link} if link else None)
        path = path_of("players", player_id, "logo")
        return decode(PlayerTheme, self._json("POST", path, body=body))

    def delete_logo(self, player_id: str) -> None:
        """Take the logo off a theme; raises `NotFoundError` if it has none."""
        self._call("DELETE", path_of("players", player_id, "logo"))


def _spelled(theme: Mapping[str, Any]) -> dict[str, Any]:
    for name in theme:
        check_name(name, _THEME, "a player theme")
    return {camel(name): value for name, value in theme.items()}

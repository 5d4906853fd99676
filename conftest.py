"""What tests and the examples in docstrings share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from apivideo_nb import LocalSandbox


@pytest.fixture(autouse=True)
def _no_account(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Keep the developer's own key and videos out of it."""
    for name in ("APIVIDEO_API_KEY", "APIVIDEO_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("APIVIDEO_NB_HOME", str(tmp_path / "home"))
    yield
    # whoever works without a key has started one
    LocalSandbox(tmp_path / "home" / "sandbox").stop()


@pytest.fixture(autouse=True)
def _names_in_examples(doctest_namespace: dict[str, object]) -> None:
    doctest_namespace["LocalSandbox"] = LocalSandbox

"""Logging in from the panel: the key goes to the kernel, and nowhere else."""

import pytest
from playwright.sync_api import expect

STATE = "@jupyter-widgets/jupyterlab-manager:saveWidgetState"


@pytest.mark.parametrize("ui", ["lab", "notebook"])
def test_a_key_is_typed_in_and_is_in_no_saved_notebook(  # noqa: PLR0917 - fixtures
    jupyter, page, form, watcher, running, clips, ui
):
    panel = f"""
import os
os.environ["APIVIDEO_BASE_URL"] = {running.url!r}
import apivideo_nb as av
panel = av.Panel()
panel
"""
    name = jupyter.write(f"login-{ui}.ipynb", panel)
    jupyter.open(page, name, ui=ui)
    page.evaluate("name => window.jupyterapp.commands.execute(name)", STATE)
    try:
        jupyter.run_all(page)
        account = page.locator(".apivideo-key")
        form.press("Use a key…")
        key = account.get_by_label("API key")
        expect(key).to_be_focused()
        key.fill("not-the-key")
        page.keyboard.press("Enter")
        expect(account).to_contain_text("refused")
        expect(key).to_have_value("")
        key.fill(running.api_key)
        form.press("Log in")
        expect(account).to_contain_text("Logged in to the custom server environment.")
        expect(account).to_contain_text("Key: given in this session.")
        form.field("Source").fill(str(clips("one_second")))
        form.press("Upload")
        watcher.sees_picture()
        saved = jupyter.save(
            page, name, lambda notebook: "data:image/jpeg" in str(notebook)
        )
        assert "widgets" in saved.metadata  # their state is in the file
        text = (jupyter.root / name).read_text()
        assert running.api_key not in text
        assert "not-the-key" not in text
        form.press("Forget the key")
        expect(account).to_contain_text("Forgotten: given in this session.")
    finally:
        page.evaluate("name => window.jupyterapp.commands.execute(name)", STATE)

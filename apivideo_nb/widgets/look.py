"""How the widgets look where stock widgets leave it open.

Colours are shades of grey that let the theme through, so that one sheet serves light
and dark.
"""

import ipywidgets as w

LABEL_WIDTH = "96px"

_INDENT = f"calc({LABEL_WIDTH} + 8px)"
_SHEET = f"""<style>
.apivideo-panel {{
  container-type: inline-size; box-sizing: border-box; padding: 14px 18px 16px;
  border: 1px solid rgba(128,128,128,.35); border-radius: 8px;
}}
.apivideo-panel > *, .apivideo-panel .widget-vbox, .apivideo-panel :is(
  .widget-text, .widget-textarea, .widget-combobox, .widget-dropdown) {{
  width: auto; max-width: none; margin-left: 0; margin-right: 0;
}}
.apivideo-panel .widget-vbox, .apivideo-panel .widget-box {{ overflow: visible; }}
.apivideo-panel .widget-label {{ text-align: left; }}
.apivideo-panel .apivideo-top {{
  flex-wrap: wrap; justify-content: space-between; align-items: baseline;
  gap: 2px 20px; margin-bottom: 8px;
}}
.apivideo-panel .apivideo-top > * {{ width: auto; margin: 0; }}
.apivideo-panel .apivideo-heading {{ font-weight: 600; font-size: 115%; }}
.apivideo-panel .apivideo-said, .apivideo-panel .apivideo-browser {{
  margin-left: {_INDENT}; width: auto;
}}
.apivideo-panel .apivideo-said .widget-html-content {{
  line-height: 1.4; margin: 2px 0; overflow-wrap: anywhere; white-space: normal;
}}
.apivideo-panel .apivideo-row {{ flex-wrap: wrap; gap: 4px 18px; overflow: visible; }}
.apivideo-panel .apivideo-row > * {{ margin-left: 0; margin-right: 0; }}
.apivideo-panel .apivideo-row > :is(.widget-text, .widget-combobox, .widget-dropdown) {{
  flex: 1 1 220px;
}}
.apivideo-panel .apivideo-wrong {{ color: #d32f2f; }}
[data-jp-theme-light="false"] .apivideo-panel .apivideo-wrong {{ color: #ff8a80; }}
.apivideo-panel .apivideo-row > button {{ width: auto; min-width: 104px; }}
.apivideo-panel button.mod-primary {{ background: #1f5fd6; color: #fff; }}
.apivideo-panel .apivideo-fold {{
  width: auto; margin-left: {_INDENT}; padding: 0 2px; background: none;
  box-shadow: none; border: 0; text-align: left; align-self: flex-start;
}}
.apivideo-panel .apivideo-upload {{ margin: 6px 0 0; }}
.apivideo-panel .apivideo-upload .apivideo-row {{ gap: 8px; }}
.apivideo-panel .apivideo-upload .widget-html-content {{ line-height: 1.4; }}
.apivideo-panel .apivideo-upload .apivideo-nb {{ max-width: none !important; }}
.apivideo-panel :is(button, input, textarea, select):focus-visible {{
  outline: 2px solid #2f6fed; outline-offset: 1px;
}}
/* icons are no words: they stay out of the buttons' names */
.apivideo-panel .fa-upload::before {{ content: "\\f093" / ""; }}
.apivideo-panel .fa-stop::before {{ content: "\\f04d" / ""; }}
.apivideo-panel .fa-refresh::before {{ content: "\\f021" / ""; }}
.apivideo-panel .fa-pencil::before {{ content: "\\f303" / ""; }}
.apivideo-panel .fa-times::before {{ content: "\\f00d" / ""; }}
@container (max-width: 440px) {{
  .apivideo-panel .widget-inline-hbox:is(.widget-text, .widget-textarea,
  .widget-combobox, .widget-dropdown) {{
    flex-direction: column; align-items: stretch; height: auto;
  }}
  .apivideo-panel .widget-inline-hbox .widget-label {{ width: auto; }}
  .apivideo-panel .widget-inline-hbox :is(input, select) {{ flex: none; }}
  .apivideo-panel :is(.apivideo-said, .apivideo-browser, .apivideo-fold) {{
    margin-left: 0;
  }}
}}
</style>"""


def sheet() -> w.HTML:
    """Give the style sheet as a widget without extent."""
    return w.HTML(_SHEET, layout=w.Layout(display="none"))

"""How the widgets look where stock widgets leave it open.

Colours are shades of grey that let the theme through, so that one sheet serves light
and dark.
"""

import ipywidgets as w

LABEL_WIDTH = "88px"

_SHEET = f"""<style>
.apivideo-panel {{
  container-type: inline-size; box-sizing: border-box; padding: 12px 16px 14px;
  border: 1px solid rgba(128,128,128,.35); border-radius: 8px;
}}
.apivideo-panel > *, .apivideo-panel .widget-text, .apivideo-panel .widget-textarea {{
  width: auto; max-width: none; margin-left: 0; margin-right: 0;
}}
.apivideo-panel .widget-label {{ text-align: left; }}
.apivideo-panel .apivideo-heading {{ font-weight: 600; font-size: 110%; }}
.apivideo-panel .apivideo-said {{ margin-left: calc({LABEL_WIDTH} + 8px); }}
.apivideo-panel .apivideo-said .widget-html-content {{
  line-height: 1.4; margin: 2px 0; overflow-wrap: anywhere; white-space: normal;
}}
.apivideo-panel .apivideo-row {{ flex-wrap: wrap; gap: 4px 18px; overflow: visible; }}
.apivideo-panel .apivideo-row > * {{ margin-left: 0; margin-right: 0; }}
.apivideo-panel .apivideo-wrong {{ color: var(--jp-error-color1, #d32f2f); }}
.apivideo-panel .apivideo-row > button {{ width: auto; min-width: 104px; }}
.apivideo-panel .apivideo-words {{ flex: 1 1 120px; width: auto; }}
.apivideo-panel :is(button, input, textarea):focus-visible {{
  outline: 2px solid #2f6fed; outline-offset: 1px;
}}
/* icons are no words: they stay out of the buttons' names */
.apivideo-panel .fa-upload::before {{ content: "\\f093" / ""; }}
.apivideo-panel .fa-stop::before {{ content: "\\f04d" / ""; }}
.apivideo-panel .widget-hprogress {{ min-width: 0; }}
@container (max-width: 400px) {{
  .apivideo-panel .widget-inline-hbox:is(.widget-text, .widget-textarea) {{
    flex-direction: column; align-items: stretch; height: auto;
  }}
  .apivideo-panel .widget-inline-hbox .widget-label {{ width: auto; }}
  .apivideo-panel .widget-text input {{ flex: none; }}
  .apivideo-panel .apivideo-said {{ margin-left: 0; }}
}}
</style>"""


def sheet() -> w.HTML:
    """Give the style sheet as a widget without extent."""
    return w.HTML(_SHEET, layout=w.Layout(display="none"))

"""The engine in a browser: a blank page that holds engine.js and what else is asked for.

The texts are joined into one plain script, as a page from a disk needs it: no module is loaded.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

JS = Path(__file__).parents[2] / "mnist_course" / "widgets" / "js"


def joined(*names: str) -> str:
    """Return the scripts in this order, without imports and exports, and what they export."""
    text, exported = [], []
    for name in names:
        script = (JS / name).read_text(encoding="utf-8")
        script = re.sub(r"^import [^;]*;$", "", script, flags=re.MULTILINE)
        body, _, listed = script.rpartition("\nexport {")
        assert body, f"{name} has no list of exports at its end"
        assert "\nexport " not in body, f"{name} has more than one export"
        text.append(body)
        exported += re.findall(r"\w+", listed)
    return "\n".join(text) + f"\nglobalThis.course = {{ {', '.join(exported)} }};\n"


def open_page(browser, *names: str):
    """Open a blank page with these scripts; `course` there holds what they export."""
    page = browser.new_page()
    page.set_default_timeout(120_000)
    page.add_script_tag(content="(() => {" + joined(*names) + "})();")
    page.evaluate(
        "(text) => { course.workerScript = () =>"
        " URL.createObjectURL(new Blob([text], {type: 'text/javascript'})); }",
        joined(*names),
    )
    return page


def ask(page, function: str, cases):
    """Let a function of the page answer each of many cases, all in one call."""
    return json.loads(page.evaluate(f"(cases) => JSON.stringify(cases.map({function}))", cases))

"""Print the whole book as one PDF, with bookmarks and page numbers, through Chromium.

    python tools/pdf.py [_build/book.pdf]

The book is built as one long page (``_build/pdf``) and printed by the browser of this machine,
without a network. Figures with controls show the frame that their author chose.
"""

from __future__ import annotations

import argparse
import html
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from chromium import BrowserMissingError, chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]
START = "from jupyter_book.cli.main import main; main()"
MARGINS = {"top": "20mm", "bottom": "18mm", "left": "18mm", "right": "18mm"}
STYLE = "font: 8pt sans-serif; color: #444; width: 100%; margin: 0 18mm; display: flex; "
HEAD = f'<div style="{STYLE}justify-content: flex-start"><span>{{title}}</span></div>'
FOOT = f'<div style="{STYLE}justify-content: flex-end"><span class="pageNumber"></span></div>'
# A picture that waits to come near would stay an empty box.
READY = """() => {
    document.querySelectorAll("img[loading=lazy]").forEach((i) => (i.loading = "eager"));
    return [...document.images].every((i) => i.complete) && document.fonts.status === "loaded";
}"""


def built(folder: Path) -> Path:
    """Return the folder below ``folder`` that Jupyter Book writes to."""
    return folder / "_build" / "singlehtml"


def build(folder: Path) -> Path:
    """Build the book as one page below ``folder``; return its path."""
    command = [sys.executable, "-c", START, "build", str(ROOT), "--all", "-qnW", "--keep-going"]
    command += ["--builder", "singlehtml", "--path-output", str(folder)]
    # Jupyter Book says where to find index.html, which is not what the reader wants.
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise SystemExit(f"The book could not be built.\n{ran.stdout}{ran.stderr}")
    return built(folder) / "intro.html"


def print_page(browser: Browser, source: Path, target: Path) -> None:
    """Print an HTML file to a PDF file on A4, its headings as bookmarks."""
    page = browser.new_page(color_scheme="light")
    page.goto(source.as_uri(), timeout=120_000)
    page.wait_for_function(READY, timeout=120_000)
    title = page.title()
    target.parent.mkdir(parents=True, exist_ok=True)
    # The whole file or none: a reader may have the old one open.
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        made = Path(folder, "book.pdf")
        page.pdf(
            path=made,
            format="A4",
            margin=MARGINS,
            display_header_footer=True,
            header_template=HEAD.format(title=html.escape(title)),
            footer_template=FOOT,
            outline=True,
            tagged=True,
        )
        made.replace(target)
    page.close()


def main(arguments: list[str] | None = None) -> int:
    """Build and print; return 0 if there is a PDF."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", type=Path, nargs="?", default=ROOT / "_build" / "book.pdf")
    target = parser.parse_args(arguments).target.resolve()
    try:
        with chromium() as browser:
            print_page(browser, build(ROOT / "_build" / "pdf"), target)
    except BrowserMissingError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"The book is printed: {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The scripts of live figures, joined as text: right order, own scopes, clear faults."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from mnist_course.widgets import bundle

FILES = {
    "main.js": """
import { add as plus } from "./part/sum.js";
import * as words from "./part/words.js";
const hidden = 1; // each file has its own
export const two = plus(hidden, 1);
export function say() {
  return words.hello(two);
}
""",
    "part/sum.js": """
const hidden = 0;
function add(a, b) {
  return a + b + hidden;
}
export {
  add,
};
""",
    "part/words.js": """
/* A note
   of two lines. */
// Another.
import { add } from './sum.js';
const hello = (
  /** @type {number} */ n, more = 0,
) => `hello ${add(n, more)}`; /* stays */
export { hello };
""",
}


@pytest.fixture
def scripts(tmp_path, monkeypatch):
    """A folder of scripts in the place of ours; returns a function that adds one."""
    monkeypatch.setattr(bundle, "JS", tmp_path)

    def write(name: str, text: str) -> None:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)

    for name, text in FILES.items():
        write(name, text)
    (tmp_path / "registry.js").write_text((ours / "registry.js").read_text())
    return write


ours = bundle.JS
NODE = shutil.which("node")


def run(script: str) -> str:
    """What Node prints when it runs a script."""
    return subprocess.run(
        [NODE, "--input-type=module", "-"], input=script, capture_output=True, text=True, check=True
    ).stdout


def test_a_file_comes_after_all_that_it_needs(scripts):
    assert bundle.module_names("main.js") == ["part/sum.js", "part/words.js", "main.js"]


@pytest.mark.skipif(not NODE, reason="Node.js is not installed")
def test_the_joined_text_does_what_the_files_do(scripts, tmp_path):
    joined = "\n".join(
        [
            bundle.registry(),
            "const registry = makeRegistry();",
            bundle.definitions(bundle.module_names("main.js")),
            'const main = registry.need("main.js");',
            # The same once more from the text that a Worker gets, whose last line needs "main.js".
            'const lines = registry.textOf("main.js").split("\\n");',
            'lines.push("return " + lines.pop());',
            'const again = new Function(lines.join("\\n"))();',
            "console.log(JSON.stringify([main.two, main.say(), again.say()]));",
        ]
    )
    assert json.loads(run(joined)) == [2, "hello 2", "hello 2"]
    (tmp_path / "package.json").write_text('{"type": "module"}')
    files = f'import * as main from "{tmp_path.as_uri()}/main.js"; console.log(main.say());'
    assert run(files) == "hello 2\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('import { a } from "./nowhere.js";\n', "no script nowhere.js"),
        ('import { a } from "lodash";\n', 'imports "lodash", expected a relative path'),
        ('import thing from "./main.js";\n', "line 'import thing from .*cannot be joined"),
        ("export default 3;\n", "line 'export default 3;', which cannot be joined"),
        ("export let changing = 1;\n", "line 'export let changing = 1;'"),
    ],
)
def test_what_cannot_be_joined_is_named(scripts, text, words):
    scripts("bad.js", text)
    with pytest.raises(bundle.BundleError, match=words):
        bundle.definitions(bundle.module_names("bad.js"))


def test_a_circle_is_named(scripts):
    scripts("one.js", 'import { b } from "./two.js";\n')
    scripts("two.js", 'import { a } from "./one.js";\n')
    with pytest.raises(
        bundle.BundleError, match=r"one\.js imports two\.js imports one\.js: a circle"
    ):
        bundle.module_names("one.js")


@pytest.mark.skipif(not NODE, reason="Node.js is not installed")
@pytest.mark.parametrize("name", bundle.figures())
def test_every_figure_is_a_valid_module_and_a_valid_script(name, tmp_path):
    texts = {f"{script}.js": bundle.page_script(script) for script in bundle.page_scripts(name)}
    texts |= {"live.js": bundle.page_loader(), "notebook.mjs": bundle.notebook_module(name)}
    for file, text in texts.items():
        (tmp_path / file).write_text(text, encoding="utf-8")
        said = subprocess.run([NODE, "--check", tmp_path / file], capture_output=True, text=True)
        assert said.returncode == 0, f"{file}: {said.stderr}"


def test_what_stands_on_every_page_is_small():
    assert len(bundle.page_loader()) < 8_000
    assert len((ours / "host" / "loader.js").read_text()) < 4_000

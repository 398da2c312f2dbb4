"""Join the ES modules of ``js/`` into one text, without a build step.

Relative imports fail from ``file://`` and inside anywidget, so each file becomes one call
``registry.define(name, needs, factory)`` with its ``import`` and ``export`` lines turned into plain
declarations. Every file keeps its own scope; what it exports is what ``need(name)`` returns. The
files themselves stay ES modules, which Node and a web server read as they are. A bare
``import "./worker.js";`` takes a file along for a Worker without running it in the page.

Only the standard library is used here: the book's build reads this file too.
"""

from __future__ import annotations

import json
import re
from pathlib import Path, PurePosixPath

JS = Path(__file__).parent / "js"
#: What computes for all figures; a page loads it as one script.
SHARED = ("engine.js", "worker.js", "packed.js", "trained.js", "prepare.js")
#: What a few figures have in common; it is packed into each of them.
PARTS = ("first-weights.js", "strokes.js")

_IMPORT = re.compile(
    r"^import\s+(?:\{(?P<names>[^}]*)\}|\*\s*as\s+(?P<all>\w+))\s+from\s+"
    r"[\"'](?P<path>[^\"']+)[\"'];?[ \t]*$",
    re.MULTILINE,
)
_FOR_WORKERS = re.compile(r"^import\s+[\"'](?P<path>[^\"']+)[\"'];?[ \t]*$", re.MULTILINE)
_DECLARED = re.compile(r"^export\s+(?=(?:async\s+)?(?:function\*?|class|const)\s+(\w+))", re.M)
_LISTED = re.compile(r"^export\s*\{([^}]*)\};?[ \t]*$", re.MULTILINE)
_LEFT_OVER = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)
_REMARKS = re.compile(r"^[ \t]*(?://.*|/\*(?:(?!\*/)[\s\S])*\*/[ \t]*)\n", re.MULTILINE)


class BundleError(ValueError):
    """A script of ``js/`` is missing or uses a form of import or export that cannot be joined."""


def module_names(*names: str) -> list[str]:
    """Return ``names`` and all they import, each after what it needs.

    Raises
    ------
    BundleError
        For a file that is not there, or files that import each other in a circle.
    """
    order: list[str] = []

    def visit(name: str, way: tuple[str, ...]) -> None:
        if name in way:
            circle = " imports ".join([*way[way.index(name) :], name])
            raise BundleError(f"{circle}: a circle. Move what both need into a third file.")
        if name not in order:
            for needed in _needs(name):
                visit(needed, (*way, name))
            order.append(name)

    for name in names:
        visit(name, ())
    return order


def definitions(names: list[str]) -> str:
    """Return the ``registry.define`` calls of these modules."""
    return "\n".join(_definition(name) for name in names)


def registry() -> str:
    """Return the text that declares ``makeRegistry``."""
    return _without_remarks(_read("registry.js"))


def notebook_module(name: str) -> str:
    """Return one ES module with all that the widget ``name`` needs, for anywidget's ``_esm``."""
    made = definitions(module_names(f"{name}.js", "host/notebook.js"))
    return "\n".join(
        [
            registry(),
            "const registry = makeRegistry();",
            made,
            f"const style = {json.dumps(style(name))};",
            f'const figure = registry.need("{name}.js");',
            'const { notebookView } = registry.need("host/notebook.js");',
            "export default { render: (view) => notebookView(figure, registry, style, view) };",
            "",
        ]
    )


def style(*names: str) -> str:
    """Return the style of the kit, of the figures, and of the folders they use, where there is one.

    ``lab/mount.js``, which two figures use, is dressed by ``lab.css``.
    """
    used = [PurePosixPath(m).parts[0] for n in names for m in module_names(f"{n}.js")]
    found = dict.fromkeys([*names, *used])
    own = [f"{name}.css" for name in found if (JS / f"{name}.css").is_file()]
    return "".join(_read(name) for name in ("kit/kit.css", *own))


def figures() -> list[str]:
    """Return the names of all live figures: the scripts that stand directly in ``js/``."""
    known = {"registry.js", *SHARED, *PARTS}
    return sorted(path.stem for path in JS.glob("*.js") if path.name not in known)


def heights(name: str) -> tuple[int, int]:
    """Return how high a figure is in CSS pixels, in the book's column and on a phone.

    Its script says so, ``export const heights = [730, 1260];``, so that the page keeps that room
    and nothing jumps when the figure comes alive.

    Raises
    ------
    BundleError
        If the script does not say it.
    """
    found = re.search(r"^export const heights = \[(\d+), (\d+)\];", _read(f"{name}.js"), re.M)
    if not found:
        raise BundleError(
            f"{name}.js does not say how high it is: export const heights = [WIDE, PHONE];"
        )
    return int(found[1]), int(found[2])


def page_scripts(name: str) -> tuple[str, ...]:
    """Return the scripts that a page loads for a figure, in this order, such as kit, engine, lab.

    What several figures share comes in scripts of its own, which a browser loads once.
    """
    wanted = set(module_names(f"{name}.js"))
    groups = {group: set(modules) for group, modules in _groups().items()}
    return (*(group for group in groups if group == "kit" or wanted & groups[group]), name)


def page_script(name: str) -> str:
    """Return one classic script for the page: a shared group (kit, engine) or a figure."""
    groups = _groups()
    if name in groups:
        return _page_script(groups[name])
    elsewhere = {module for modules in groups.values() for module in modules}
    own = [module for module in module_names(f"{name}.js") if module not in elsewhere]
    ready = f'window.mnistCourse.register("{name}", registry.need("{name}.js"));'
    return _page_script(own, ready)


def _groups() -> dict[str, list[str]]:
    """Return the shared scripts, each with its modules: first the engine, then the kit."""
    ours = [name for name in SHARED if (JS / name).is_file()]
    engine = module_names(*ours)
    kit = module_names(*sorted(f"kit/{path.name}" for path in (JS / "kit").glob("*.js")))
    return {"engine": engine, "kit": [name for name in kit if name not in engine]}


def page_loader() -> str:
    """Return the small script that stands on every page and loads a figure when it comes near."""
    module = definitions(module_names("host/page.js"))
    start = 'registry.need("host/page.js").start(registry);'
    lines = [registry(), "const registry = makeRegistry();", module, start]
    return "(() => {\n" + '"use strict";\n' + "\n".join(lines) + "\n})();\n"


def _page_script(names: list[str], last: str = "") -> str:
    lines = ['"use strict";', "const registry = window.mnistCourse.registry;", definitions(names)]
    return "(() => {\n" + "\n".join([*lines, last]) + "\n})();\n"


def _read(name: str) -> str:
    try:
        return (JS / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BundleError(f"there is no script {name} in {JS.name}/") from None


def _needs(name: str) -> list[str]:
    found = (match for form in (_IMPORT, _FOR_WORKERS) for match in form.finditer(_read(name)))
    return [_resolve(name, match["path"]) for match in found]


def _resolve(importer: str, path: str) -> str:
    """Return the name of the file that ``importer`` means by a relative path."""
    if not path.startswith("."):
        raise BundleError(f'{importer} imports "{path}", expected a relative path ("./…").')
    parts: list[str] = []
    for part in (PurePosixPath(importer).parent / path).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def _definition(name: str) -> str:
    """Return one module as a call of ``registry.define``."""
    needs = json.dumps(_needs(name))
    exported: list[str] = [match[1] for match in _DECLARED.finditer(_read(name))]
    for match in _LISTED.finditer(_read(name)):
        exported += [_as_property(part, " as ") for part in _items(match[1])]

    def declared(match: re.Match[str]) -> str:
        if match["all"]:
            left = match["all"]
        else:
            left = "{ " + ", ".join(_as_property(p, " as ", True) for p in _items(match["names"]))
            left += " }"
        return f"const {left} = need({json.dumps(_resolve(name, match['path']))});"

    text = _IMPORT.sub(declared, _read(name))
    text = _LISTED.sub("", _DECLARED.sub("", _FOR_WORKERS.sub("", text)))
    if left_over := _LEFT_OVER.search(text):
        raise BundleError(
            f"{name} has the line {left_over[0]!r}, which cannot be joined. Use import names from "
            '"./file.js" in braces, export function, export class, export const or export {…}.'
        )
    body = _without_remarks(text).strip()
    returned = f"return {{ {', '.join(exported)} }};"
    return f"registry.define({json.dumps(name)}, {needs}, (need) => {{\n{body}\n{returned}\n}});"


def _items(listed: str) -> list[str]:
    return [item.strip() for item in listed.split(",") if item.strip()]


def _as_property(item: str, word: str, importing: bool = False) -> str:
    """Turn ``a as b`` into the property of an object: ``a: b`` imported, ``b: a`` exported."""
    first, _, second = (part.strip() for part in item.partition(word))
    if not second:
        return first
    return f"{first}: {second}" if importing else f"{second}: {first}"


def _without_remarks(text: str) -> str:
    """Drop comments that stand on lines of their own, and empty lines: a third of the bytes."""
    return re.sub(r"\n\s*\n+", "\n", _REMARKS.sub("", text))

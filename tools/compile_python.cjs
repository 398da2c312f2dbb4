/**
 * Compiles the modules that Python in a page imports, by that Python itself: its start spends most
 * of its time on compiling them, and no other Python writes the same byte code.
 *
 *     node tools/compile_python.cjs _static/vendor OUT.zip
 *
 * OUT.zip holds them as they stand in the two archives, "stdlib/" and "wheel/" before their names,
 * and SOURCES.json: the SHA-256 of the text that each was made of. The same files give the same
 * bytes.
 */
"use strict";

const fs = require("fs");
const path = require("path");

const SITE = "/lib/python3.12/site-packages";
// What the package imports of the standard library beside what Python and NumPy do.
const ALSO = `__future__ ast base64 contextlib dataclasses datetime difflib gzip hashlib json
  linecache platform pprint queue secrets tarfile traceback types typing zipfile`.split(/\s+/);

const COMPILE = `
import hashlib, importlib, io, json, sys, zipfile
from importlib._bootstrap_external import _code_to_hash_pyc

import numpy
for name in also:
    importlib.import_module(name)

places = {"/lib/python312.zip/": "stdlib/", site + "/": "wheel/"}
made, sources = {}, {}
for module in list(sys.modules.values()):
    file = getattr(module, "__file__", None) or ""
    place = next((place for place in places if file.startswith(place)), None)
    loader = getattr(module, "__loader__", None)
    read = getattr(loader, "get_data", None)  # what is frozen in Python has none
    if place is None or read is None or not file.endswith(".py"):
        continue
    text = read(file)
    name = places[place] + file.removeprefix(place)
    code = compile(text, file, "exec", dont_inherit=True)
    # Not compared with the text when it is imported: the text is left out.
    made[name + "c"] = bytes(_code_to_hash_pyc(code, bytes(8), False))
    sources[name] = hashlib.sha256(text).hexdigest()
made["SOURCES.json"] = json.dumps(sources, indent=0, sort_keys=True).encode()
out = io.BytesIO()
with zipfile.ZipFile(out, "w") as archive:
    for name in sorted(made):
        about = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        archive.writestr(about, made[name], zipfile.ZIP_DEFLATED, compresslevel=9)
out.getvalue()
`;

async function main(vendor, out) {
  const folder = path.resolve(vendor, "pyodide");
  const { loadPyodide } = require(path.join(folder, "pyodide.js"));
  const { version } = JSON.parse(fs.readFileSync(path.join(vendor, "VENDOR.json"))).pyodide;
  const info = { arch: "wasm32", platform: "emscripten", version, python: "3.12" };
  const lock = path.join(fs.mkdtempSync(path.join(require("os").tmpdir(), "lock-")), "lock.json");
  fs.writeFileSync(lock, JSON.stringify({ info, packages: {} }));
  const python = await loadPyodide({
    indexURL: `${folder}/`,
    lockFileURL: lock,
    env: { PYTHONHASHSEED: "0" }, // sets in byte code have an order
  });
  fs.rmSync(path.dirname(lock), { recursive: true });
  const numpy = path.resolve(vendor, "numpy");
  const wheel = fs.readdirSync(numpy).find((name) => name.endsWith(".whl"));
  const bytes = new Uint8Array(fs.readFileSync(path.join(numpy, wheel)));
  python.unpackArchive(bytes, "zip", { extractDir: SITE });
  const names = python.toPy({ also: ALSO, site: SITE });
  fs.writeFileSync(out, python.runPython(COMPILE, { globals: names }).toJs());
}

main(...process.argv.slice(2)).catch((error) => {
  console.error(String(error.message ?? error).slice(0, 2000));
  process.exit(1);
});

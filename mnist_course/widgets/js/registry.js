/**
 * The smallest module system that works where ES imports do not: from file://, inside anywidget,
 * and inside a Worker made from text. Python turns each file into `define(name, factory)`; a
 * factory is run once, when it is first needed. A factory's own text is kept by the browser
 * (Function.prototype.toString), so a Worker gets the engine without a second copy of it.
 */
function makeRegistry() {
  const factories = new Map();
  const made = new Map();

  /** Put a module on the shelf. A second definition of the same name is ignored. */
  function define(name, needs, factory) {
    if (!factories.has(name)) factories.set(name, { needs, factory });
  }

  /** Return what a module exports; run it first if nobody has. */
  function need(name) {
    if (!made.has(name)) {
      const entry = factories.get(name);
      if (!entry) throw new Error(`the module ${name} is not loaded`);
      made.set(name, entry.factory(need));
    }
    return made.get(name);
  }

  /** Return a script that does `need(name)` on its own, for a Worker. */
  function textOf(name) {
    const parts = [];
    const seen = new Set();
    (function visit(current) {
      if (seen.has(current)) return;
      seen.add(current);
      const entry = factories.get(current);
      if (!entry) throw new Error(`the module ${current} is not loaded`);
      entry.needs.forEach(visit);
      const needs = JSON.stringify(entry.needs);
      parts.push(`registry.define(${JSON.stringify(current)}, ${needs}, ${entry.factory});`);
    })(name);
    const head = `"use strict";\nconst registry = (${makeRegistry})();`;
    return [head, ...parts, `registry.need(${JSON.stringify(name)});`].join("\n");
  }

  return { define, need, textOf, has: (name) => factories.has(name) };
}

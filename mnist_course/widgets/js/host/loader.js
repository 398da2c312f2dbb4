// The module that a notebook keeps: it shows the still frame, asks Python for the figure's script
// and starts it. So a notebook holds a few hundred bytes of script, not the engine.
const PATIENCE = 3000; // milliseconds before the frame says why it does not move yet

async function render(view) {
  const { model, el } = view;
  const root = document.createElement("div");
  root.className = "mnist-live";
  root.append(still(model));
  el.append(root);

  const note = document.createElement("p");
  note.className = "ml-note";
  note.textContent =
    "This is the figure's still frame. It comes alive when Python answers: run this cell, or " +
    "wait for the running cell to end.";
  const waiting = setTimeout(() => root.append(note), PATIENCE);
  try {
    const text = await script(model);
    const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    const module = await import(url);
    URL.revokeObjectURL(url);
    return module.default.render(view);
  } finally {
    clearTimeout(waiting);
    note.remove();
  }
}

function script(model) {
  const id = `script-${Date.now()}`;
  return new Promise((resolve) => {
    const listen = (content, buffers) => {
      if (content?.answer !== id) return;
      model.off("msg:custom", listen);
      resolve(new TextDecoder().decode(buffers[0]));
    };
    model.on("msg:custom", listen);
    model.send({ ask: "script", id });
  });
}

function still(model) {
  const image = document.createElement("img");
  const picture = model.get("_still");
  image.className = "ml-still";
  image.alt = model.get("_alt");
  image.style.maxWidth = "100%";
  if (picture?.byteLength) {
    image.src = URL.createObjectURL(new Blob([picture], { type: "image/png" }));
  }
  return image;
}

export default { render };

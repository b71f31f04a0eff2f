// The page: what is chosen, what is drawn, what is said. Names from outside go through textContent
// and properties only, never through markup.

const index = JSON.parse(document.getElementById("index").textContent);
const byId = (id) => document.getElementById(id);

const panels = [...document.querySelectorAll(".panel")].map((element) => ({
  select: element.querySelector(".image"),
  canvas: element.querySelector("canvas"),
  photograph: element.querySelector(".photograph"),
  views: [...element.querySelectorAll(".view")],
  value: element.querySelector(".value"),
}));

/** The token that all are held against is `token` of the image in `panel`; `read` is read off. */
const state = {
  checkpoint: index.checkpoints[0],
  representation: index.checkpoints[0].representations[0],
  images: [0, Math.min(1, index.checkpoints[0].images.length - 1)],
  similarity: "cosine",
  panel: 0,
  token: 0,
  read: 0,
  held: false,
  preset: null,
  notice: "",
};

const decoded = new Map();

/** Returns an image's tokens at the chosen layer and timestep; they are decoded once. */
function tokensOf(image) {
  const { channels, height, width, images } = state.representation;
  const { id, exponent } = images[image];
  if (!decoded.has(id)) {
    const base64 = byId(id).textContent;
    decoded.set(id, new Representation(base64, exponent, channels, height * width));
  }
  return decoded.get(id);
}

// --- choosing ---

function fill(select, entries, chosen) {
  select.replaceChildren(
    ...entries.map(([value, text]) => {
      const option = document.createElement("option");
      option.value = value;
      option.textContent = text;
      option.title = text;
      option.selected = value === chosen;
      return option;
    }),
  );
  select.title = select.selectedOptions[0]?.textContent ?? "";
  select.disabled = entries.length < 2;
}

const numbered = (names) => names.map((name, i) => [String(i), name]);

function fillControls() {
  const { checkpoint, representation } = state;
  const layers = [...new Set(checkpoint.representations.map(({ layer }) => layer))];
  const timesteps = checkpoint.representations
    .filter(({ layer }) => layer === representation.layer)
    .map(({ timestep }) => [String(timestep), `t = ${timestep}`]);
  fill(
    byId("checkpoint"),
    numbered(index.checkpoints.map(({ name }) => name)),
    String(index.checkpoints.indexOf(checkpoint)),
  );
  fill(
    byId("layer"),
    layers.map((layer) => [layer, layer]),
    representation.layer,
  );
  fill(byId("timestep"), timesteps, String(representation.timestep));
  fill(
    byId("similarity"),
    Object.entries(SIMILARITIES).map(([key, { label }]) => [key, label]),
    state.similarity,
  );
  panels.forEach(({ select }, i) =>
    fill(select, numbered(checkpoint.images.map(({ name }) => name)), String(state.images[i])),
  );
}

/** Chooses a layer, and of its timesteps the wanted one if it is there. */
function choose(layer, timestep) {
  const ofLayer = state.checkpoint.representations.filter((one) => one.layer === layer);
  const before = state.representation;
  const after = ofLayer.find((one) => one.timestep === timestep) ?? ofLayer[0];
  if (after) {
    state.representation = after;
    state.token = samePlace(state.token, before, after);
    state.read = samePlace(state.read, before, after);
  }
}

/** Returns the token that lies where a token of another grid does; corners stay corners. */
function samePlace(token, from, to) {
  const scale = (at, before, after) =>
    before > 1 ? Math.round((at * (after - 1)) / (before - 1)) : Math.floor(after / 2);
  const row = scale(Math.floor(token / from.width), from.height, to.height);
  const column = scale(token % from.width, from.width, to.width);
  return row * to.width + column;
}

function chooseCheckpoint(checkpoint) {
  state.checkpoint = checkpoint;
  const last = checkpoint.images.length - 1;
  state.images = state.images.map((image) => Math.min(image, last));
  const { layer, timestep } = state.representation;
  const here = checkpoint.representations.some((one) => one.layer === layer);
  choose(here ? layer : checkpoint.representations[0].layer, timestep);
}

function usePreset(preset) {
  state.preset = preset;
  state.representation = state.checkpoint.representations[preset.representation];
  state.similarity = preset.similarity;
  state.images = [preset.image, preset.other];
  state.panel = 0;
  state.token = preset.token;
  state.read = preset.token;
  state.held = false;
}

/** Lets a change by hand take effect. */
function changed() {
  state.preset = null;
  state.notice = "";
  show();
  noteAddress();
}

// --- showing ---

/** Shows everything anew, after another layer, image or similarity was chosen. */
function show() {
  fillControls();
  showPresets();
  const { height, width } = state.representation;
  panels.forEach((panel, i) => {
    const { name, photograph } = state.checkpoint.images[state.images[i]];
    panel.canvas.width = width;
    panel.canvas.height = height;
    panel.canvas.setAttribute("aria-label", `Map of similarity, ${name}`);
    panel.views.forEach((view) => (view.style.aspectRatio = `${width} / ${height}`));
    panel.photograph.replaceChildren(picture(name, photograph));
  });
  byId("definition").textContent = SIMILARITIES[state.similarity].definition;
  const notes = state.checkpoint.notes.map((note) => {
    const item = document.createElement("li");
    item.textContent = note;
    return item;
  });
  byId("notes").replaceChildren(...notes);
  panels.forEach((_, i) => tokensOf(state.images[i]));
  draw();
}

function picture(name, photograph) {
  if (photograph) {
    const image = document.createElement("img");
    image.src = photograph;
    image.alt = `The photograph ${name}, as it was encoded`;
    return image;
  }
  const none = document.createElement("div");
  none.className = "none";
  none.textContent = `There is no photograph of ${name}: latents were given.`;
  return none;
}

function showPresets() {
  const { presets } = state.checkpoint;
  const shown = [...byId("presets").children].map(({ preset }) => preset);
  if (shown.length !== presets.length || shown.some((preset, i) => preset !== presets[i])) {
    byId("presets").replaceChildren(...presets.map(presetButton));
  }
  for (const button of byId("presets").children) {
    button.setAttribute("aria-pressed", String(button.preset === state.preset));
  }
  byId("explanation").textContent = state.preset?.explanation ?? state.notice;
}

function presetButton(preset) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = preset.title;
  button.preset = preset;
  button.addEventListener("click", () => {
    usePreset(preset);
    show();
    noteAddress();
  });
  return button;
}

/** Answers a pointer or a key: computes the similarities of the token and draws them. */
function draw() {
  const begun = performance.now();
  const similarity = SIMILARITIES[state.similarity];
  const one = tokensOf(state.images[state.panel]);
  const maps = panels.map((_, i) =>
    similarity.from(one, state.token, tokensOf(state.images[i])),
  );
  const range = rangeOf(maps);
  panels.forEach((panel, i) => {
    paint(panel.canvas, maps[i], range, similarity.distance);
    outline(panel, i);
    showValue(panel.value, maps[i]);
  });
  showLegend(range, similarity);
  say(maps);
  const milliseconds = performance.now() - begun;
  byId("elapsed").dataset.milliseconds = milliseconds;
  byId("elapsed").textContent = `answered in ${milliseconds.toFixed(1)} ms`;
}

function rangeOf(maps) {
  let low = Infinity;
  let high = -Infinity;
  for (const map of maps) {
    for (const value of map) {
      if (Number.isFinite(value)) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
  }
  return low <= high ? { low, high } : { low: NaN, high: NaN };
}

/** Outlines the token on the map and the photograph, and in the other panel the same place. */
function outline(panel, i) {
  const marks = [[state.token, i === state.panel ? "token" : "token same"]];
  if (state.read !== state.token) {
    marks.push([state.read, "token read"]);
  }
  const { height, width } = state.representation;
  for (const view of panel.views) {
    view.querySelectorAll(".token").forEach((mark) => mark.remove());
    for (const [token, className] of marks) {
      const mark = document.createElement("div");
      mark.className = className;
      mark.style.left = `${(100 * ((token % width) + 0.5)) / width}%`;
      mark.style.top = `${(100 * (Math.floor(token / width) + 0.5)) / height}%`;
      mark.style.width = `${100 / width}%`;
      mark.style.height = `${100 / height}%`;
      view.append(mark);
    }
  }
}

function showValue(output, map) {
  const finite = map.filter(Number.isFinite);
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
  output.dataset.value = map[state.read];
  output.dataset.mean = mean;
  output.textContent = `${text(map[state.read])} here, ${text(mean)} on average`;
}

function showLegend({ low, high }, { label, distance }) {
  const scale = Float64Array.from({ length: 256 }, (_, i) => i);
  paint(byId("legend"), scale, { low: 0, high: 255 }, distance);
  byId("low").textContent = text(low);
  byId("low").dataset.value = low;
  byId("high").textContent = text(high);
  byId("high").dataset.value = high;
  byId("meaning").textContent =
    state.similarity === "norm" ? label : `${label}; lighter is more alike`;
}

function say(maps) {
  const name = (panel) => state.checkpoint.images[state.images[panel]].name;
  const label = SIMILARITIES[state.similarity].label;
  const other = 1 - state.panel;
  const values =
    state.read === state.token
      ? `with the same place in ${name(other)} ${text(maps[other][state.read])}`
      : `with ${place(state.read)} in ${name(state.panel)} ${text(maps[state.panel][state.read])}, ` +
        `in ${name(other)} ${text(maps[other][state.read])}`;
  byId("status").textContent =
    state.similarity === "norm"
      ? `${label} at ${place(state.read)}: in ${name(0)} ${text(maps[0][state.read])}, in ${name(1)} ${text(maps[1][state.read])}.`
      : `Token at ${place(state.token)} of ${name(state.panel)}, ${label.toLowerCase()}: ${values}.`;
  byId("hold").setAttribute("aria-pressed", String(state.held));
  byId("hold").textContent = state.held ? "Let go of the token" : "Hold this token";
}

function place(token) {
  const { width } = state.representation;
  return `row ${Math.floor(token / width) + 1}, column ${(token % width) + 1}`;
}

function text(value) {
  const digits = String(Number(value.toPrecision(3))).replace("-", "−");
  return Number.isFinite(value) ? digits : "no number";
}

// --- pointing ---

/** Goes to a token: it is the one that all are held against, unless another one is held. */
function goTo(panel, token) {
  state.read = token;
  if (!state.held) {
    state.token = token;
    state.panel = panel;
  }
  draw();
}

function tokenAt({ canvas }, event) {
  const { height, width } = state.representation;
  const box = canvas.getBoundingClientRect();
  const within = (share, count) => Math.min(Math.max(Math.floor(share * count), 0), count - 1);
  const row = within((event.clientY - box.top) / box.height, height);
  const column = within((event.clientX - box.left) / box.width, width);
  return row * width + column;
}

function keyTo(key, token) {
  const { height, width } = state.representation;
  const row = Math.floor(token / width);
  const column = token % width;
  switch (key) {
    case "ArrowLeft":
      return column > 0 ? token - 1 : token;
    case "ArrowRight":
      return column < width - 1 ? token + 1 : token;
    case "ArrowUp":
      return row > 0 ? token - width : token;
    case "ArrowDown":
      return row < height - 1 ? token + width : token;
    case "Home":
      return row * width;
    case "End":
      return row * width + width - 1;
    case "PageUp":
      return column;
    case "PageDown":
      return (height - 1) * width + column;
    default:
      return null;
  }
}

function hold(held) {
  state.held = held;
  if (!held) {
    state.read = state.token;
  }
  draw();
  noteAddress();
}

panels.forEach((panel, i) => {
  let last = -1;
  const point = (event) => {
    const token = tokenAt(panel, event);
    if (token !== last || event.type === "pointerdown" || state.panel !== i) {
      last = token;
      goTo(i, token);
    }
  };
  panel.canvas.addEventListener("pointermove", point);
  panel.canvas.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" && event.button === 0) {
      const held = !state.held;
      state.held = false;
      point(event);
      hold(held);
    } else {
      point(event);
    }
  });
  panel.canvas.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    if (event.key === "Enter" || event.key === " ") {
      hold(!state.held);
    } else if (event.key === "Escape") {
      hold(false);
    } else {
      const token = keyTo(event.key, state.read);
      if (token === null) {
        return;
      }
      goTo(i, token);
    }
    event.preventDefault();
  });
  panel.select.addEventListener("change", () => {
    state.images[i] = Number(panel.select.value);
    changed();
  });
});

byId("hold").addEventListener("click", () => hold(!state.held));
byId("checkpoint").addEventListener("change", (event) => {
  chooseCheckpoint(index.checkpoints[Number(event.target.value)]);
  changed();
});
byId("layer").addEventListener("change", (event) => {
  choose(event.target.value, state.representation.timestep);
  changed();
});
byId("timestep").addEventListener("change", (event) => {
  choose(state.representation.layer, Number(event.target.value));
  changed();
});
byId("similarity").addEventListener("change", (event) => {
  state.similarity = event.target.value;
  changed();
});

// --- the address ---

/** Puts what is shown into the address, so that a link leads to it. */
function noteAddress() {
  const address = new URLSearchParams({
    checkpoint: state.checkpoint.name,
    layer: state.representation.layer,
    timestep: state.representation.timestep,
    similarity: state.similarity,
    image: state.checkpoint.images[state.images[0]].name,
    other: state.checkpoint.images[state.images[1]].name,
    token: state.token,
  });
  history.replaceState(null, "", `#${address}`);
}

/** Shows what the address names, as far as it is there; without any, the first phenomenon. */
function readAddress() {
  const address = new URLSearchParams(location.hash.slice(1));
  const checkpoint = index.checkpoints.find(({ name }) => name === address.get("checkpoint"));
  const [preset] = (checkpoint ?? state.checkpoint).presets;
  chooseCheckpoint(checkpoint ?? state.checkpoint);
  if (preset) {
    usePreset(preset);
  }
  if (address.has("layer")) {
    state.preset = null;
    const layer = address.get("layer");
    choose(layer, Number(address.get("timestep")));
    if (layer !== state.representation.layer) {
      state.notice = `${layer} is not among the layers of this page.`;
    }
    if (Object.hasOwn(SIMILARITIES, address.get("similarity") ?? "")) {
      state.similarity = address.get("similarity");
    }
    ["image", "other"].forEach((key, i) => {
      const image = state.checkpoint.images.findIndex(({ name }) => name === address.get(key));
      state.images[i] = image < 0 ? state.images[i] : image;
    });
    const { height, width } = state.representation;
    const token = Number(address.get("token") ?? NaN);
    if (Number.isInteger(token) && token >= 0 && token < height * width) {
      state.token = token;
      state.read = token;
    }
  }
  show();
}

byId("size").textContent = index.size;
window.addEventListener("hashchange", readAddress);
readAddress();

// The row above the picture: what a stroke does, in which layer, in which shape; what is shown.
// Browser, main thread.

import * as store from "../store.js";
import { send } from "../wire.js";
import { choose, make, toggle } from "../elements.js";
import { hinted } from "../hint.js";
import { TOOLS } from "../act.js";

const SHAPES = { box: "Box", column: "Columns", band: "Bands", free: "Free" };
const JOININGS = { replace: "New", add: "Add", subtract: "Cut" };
const LAYERS = { top: "Coarse", bottom: "Fine" };

export function tools() {
  const names = Object.fromEntries(Object.entries(TOOLS).map(([key, { name }]) => [key, name]));
  const tool = choose("tool", "Tool", names, "redraw", (key) => store.put("tool", key));
  for (const label of tool.querySelectorAll("label")) {
    hinted(label, TOOLS[label.htmlFor.slice("tool-".length)].verb);
  }
  const layer = hinted(choose("layer", "Grid", LAYERS, "top", pickLayer), "layer");
  store.on("layer", (word) => layer.set(word === "bottom" ? "bottom" : "top"));
  const shape = choose("shape", "Shape", SHAPES, "box", (key) => store.put("shape", key));
  const joining = choose("joining", "Selection", JOININGS, "replace", (key) =>
    store.put("joining", key),
  );
  store.on("tool", tool.set);
  return make("div", { class: "tools" }, tool, layer, shape, joining);
}

/** What lies over the picture. */
export function views() {
  const lines = toggle("grid", true, (on) => store.put("show-grid", on));
  const labels = toggle("labels", false, (on) => store.put("show-labels", on));
  hinted(labels, "slot/labels").dataset.hint =
    "Tint each cell with the colour of the instrument it was drawn as.";
  return make("div", { class: "views" }, lines, labels);
}

function pickLayer(key) {
  send("layer", key === "top" ? "both" : "bottom");
}

/** The other layer, for a key. */
export function flipLayer() {
  pickLayer(store.first("layer") === "bottom" ? "top" : "bottom");
}

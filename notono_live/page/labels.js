// The labels of the current slot's cells, asked for while they are shown. Browser, main thread.

import * as store from "./store.js";
import { send } from "./wire.js";
import { layer } from "./edit/selection.js";
import { slot } from "./act.js";

let coming = null; // {layer, instrument: rows, pitch: rows, velocity: rows}

export function watch() {
  for (const name of ["show-labels", "note", "layer"]) store.on(name, ask);
  store.on("done", (verb) => verb === "slot/label" && ask());
  store.on("slot/labels.reply", (number, of, row, what, ...values) => {
    if (number !== slot() || of !== coming?.layer) return;
    coming[what][row] = values;
  });
  store.on("done", (verb, job, number) => {
    if (verb === "slot/labels" && number === slot() && coming) store.put("labels", coming);
  });
}

function ask() {
  store.put("labels", null);
  if (!store.first("show-labels") || !store.first("note")) return;
  coming = { layer: layer(), instrument: [], pitch: [], velocity: [] };
  send("slot/labels", slot(), layer());
}

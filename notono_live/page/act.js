// What is done to the selected cells and to the slot: the verbs of buttons, keys and gestures.
// Browser, main thread.

import * as store from "./store.js";
import { ask } from "./jobs.js";
import { send } from "./wire.js";
import { slotRow } from "./note.js";
import { selection } from "./edit/selection.js";
import { toast } from "./toast.js";

export const TOOLS = {
  redraw: { verb: "slot/redraw", name: "Redraw", does: "Redraw" },
  randomize: { verb: "slot/randomize", name: "Scatter", does: "Scatter" },
  erase: { verb: "slot/erase", name: "Erase", does: "Erase" },
  label: { verb: "slot/label", name: "Label", does: "Label" },
};

export function slot() {
  return store.first("slot", 1);
}

export function tool() {
  return store.first("tool", "redraw");
}

function instrument() {
  return store.first("as-labelled") ? "own" : store.first("instrument", "none");
}

/** The tool at hand, on what is selected. */
export function act() {
  const cells = selection();
  if (!store.first("note")) return generate();
  if (!cells.count) return toast("Select some cells first.");
  const where = [store.first("note").slot, cells.layer, cells.hex]; // of the note that is seen
  const own = store.first("as-labelled");
  const what = {
    redraw: own ? ["own", -1] : [],
    randomize: [],
    erase: store.first("erase-decibels", 120) < 120 ? [store.first("erase-decibels")] : [],
    label: [instrument(), own ? -1 : store.first("pitch", 60)],
  }[tool()];
  return ask(TOOLS[tool()].verb, [...where, ...what], { cells, instrument: instrument() });
}

export function generate() {
  return ask("slot/generate", [slot()], { instrument: store.first("instrument", "none") });
}

/** Draw several, to choose from. */
export function takes(count) {
  const cells = selection();
  const own = store.first("as-labelled") ? ["own", -1] : [];
  const args = [slot(), count, cells.layer, cells.hex, ...own];
  return ask("slot/takes", args, { cells, instrument: instrument() });
}

export function undo() {
  return ask("slot/undo", [slot()]);
}

export function redo() {
  return ask("slot/redo", [slot()]);
}

export function compare() {
  return ask("slot/compare", [slot()]);
}

/** Another slot is the current one, here at once, so that what is done next is done there. */
export function chooseSlot(number) {
  if (send("slot", number) && slotRow(number)) store.put("slot", number);
}

/** A sound file of the user's, into the current slot. */
export async function load(file) {
  const into = slot();
  store.put("uploading", file.name);
  try {
    const answer = await fetch("/page/sound", { method: "POST", body: file });
    const text = await answer.text();
    const said = text.startsWith("{") ? JSON.parse(text) : { ERROR: text };
    if (!answer.ok) throw new Error(said.ERROR ?? `not taken: ${answer.status}`);
    ask("slot/load", [into, said.name]);
  } catch (error) {
    toast(error.message, "refused");
  } finally {
    store.put("uploading", "");
  }
}

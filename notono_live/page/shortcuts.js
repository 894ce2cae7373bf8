// The keys of the whole page: the computer's keyboard as a piano, and what has a key of its own.
// Browser, main thread.

import * as store from "./store.js";
import { act, chooseSlot, compare, generate, redo, slot, undo } from "./act.js";
import { cancelAll, underWay } from "./jobs.js";
import { cancel } from "./edit/pointer.js";
import { selectAll } from "./edit/selection.js";
import { flipLayer } from "./panels/tools.js";
import { toast } from "./toast.js";
import { noteOff, noteOn, silence, toggleLoop } from "./sound/play.js";

const PIANO =
  "KeyA KeyW KeyS KeyE KeyD KeyF KeyT KeyG KeyY KeyH KeyU KeyJ KeyK KeyO KeyL KeyP".split(" ");
const TOOL_KEYS = { Digit1: "redraw", Digit2: "randomize", Digit3: "erase", Digit4: "label" };

export const SHORTCUTS = [
  { keys: ["Space"], does: "play and stop the loop" },
  { keys: ["Enter"], does: "redraw what is selected, or what the tool does" },
  { keys: ["Esc"], does: "cancel a stroke or a drawing; then select everything" },
  { keys: ["Ctrl Z", "Ctrl Y"], does: "undo, redo" },
  { keys: ["A", "W", "S", "…", "P"], does: "play notes, from C" },
  { keys: ["Z", "X"], does: "an octave down, up" },
  { keys: ["1", "2", "3", "4"], does: "redraw, scatter, erase, label" },
  { keys: ["Q"], does: "coarse or fine grid" },
  { keys: ["N"], does: "a new note" },
  { keys: ["B"], does: "compare A and B" },
  { keys: ["[", "]"], does: "the slot before, the slot after" },
  { keys: ["← ↑ → ↓"], does: "in the picture: move; with Shift: stretch; with Ctrl: leap" },
  { keys: ["Shift", "Alt"], does: "while drawing: add to the selection, take from it" },
  { keys: ["?"], does: "this list" },
];

const ACTIONS = {
  Space: toggleLoop,
  Enter: () => act(),
  Escape: escape,
  KeyZ: () => shift(-1),
  KeyX: () => shift(1),
  KeyQ: flipLayer,
  KeyN: generate,
  KeyB: compare,
  BracketLeft: () => chooseSlot(Math.max(1, slot() - 1)),
  BracketRight: () => chooseSlot(slot() + 1),
};

const down = new Map(); // key → pitch it began
let octave = 4;

function shift(by) {
  octave = Math.max(0, Math.min(7, octave + by));
  toast(`Keys from C${octave}`);
}

function escape() {
  if (cancel()) return;
  if (underWay().length) cancelAll();
  else {
    silence();
    selectAll();
  }
}

/** Whether an element wants the keys for itself. */
function typing(target) {
  const keyless = "[type=range], [type=radio], [type=checkbox]";
  return target.closest(`input:not(${keyless}), select, dialog[open]`);
}

function pressed(event) {
  if (typing(event.target)) return;
  if (event.ctrlKey || event.metaKey) {
    const again = event.code === "KeyY" || (event.code === "KeyZ" && event.shiftKey);
    if (again) redo();
    else if (event.code === "KeyZ") undo();
    else return;
    return event.preventDefault();
  }
  if (event.altKey || event.repeat) return;
  if (event.target.closest("button, a") && ["Enter", "Space"].includes(event.code)) return;
  if (event.target.type === "checkbox" && event.code === "Space") return;
  if (event.key === "?") return document.getElementById("help").showModal();
  const key = PIANO.indexOf(event.code);
  if (key >= 0) {
    const pitch = 12 * (octave + 1) + key;
    down.set(event.code, pitch);
    noteOn(pitch, 100);
  } else if (event.code in TOOL_KEYS) store.put("tool", TOOL_KEYS[event.code]);
  else if (event.code in ACTIONS) ACTIONS[event.code]();
  else return;
  event.preventDefault();
}

/** What a pointer has pressed does not keep the keys, so that Space still plays. */
function release({ target, detail }) {
  const pressed = target.closest("button, input[type=radio], input[type=checkbox]");
  if (detail > 0 && pressed && !pressed.closest("dialog")) pressed.blur();
}

export function start() {
  document.addEventListener("click", release);
  document.addEventListener("keydown", pressed);
  document.addEventListener("keyup", ({ code }) => {
    if (down.has(code)) noteOff(down.get(code));
    down.delete(code);
  });
  addEventListener("blur", () => {
    for (const pitch of down.values()) noteOff(pitch);
    down.clear();
  });
}

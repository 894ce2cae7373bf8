// Where the slot has been, as small pictures: undo and redo along them, and side B beside.

import * as store from "../store.js";
import { compare, redo, undo } from "../act.js";
import { make } from "../elements.js";
import { hinted } from "../hint.js";
import { thumbnail } from "../picture/picture.js";
import { send } from "../wire.js";

const MOST = 24;
const lines = new Map(); // slot → {steps: [{revision, what, picture}], at}

export function history() {
  const strip = make("ol", { class: "steps", "aria-label": "History" });
  const back = button("Undo", "slot/undo", undo);
  const forth = button("Redo", "slot/redo", redo);
  const sides = button("A/B", "slot/compare", compare);
  const mark = button("Mark B", "slot/mark", () => send("slot/mark", 0));
  store.on("ended", ({ verb, slot }) => moved(slot, verb));
  store.on("drawn", () => {
    remember();
    show(strip);
  });
  store.on("slot", () => show(strip));
  const ends = make("div", { class: "pair" }, sides, mark);
  return make("div", { class: "history" }, back, strip, forth, ends);
}

function button(text, address, does) {
  return hinted(make("button", { type: "button", class: "plain", onclick: does }, text), address);
}

function line(slot) {
  if (!lines.has(slot)) lines.set(slot, { steps: [], at: -1, next: "" });
  return lines.get(slot);
}

/** What ended on a slot says how the next revision relates to this one. */
function moved(slot, verb) {
  if (slot) line(slot).next = verb;
}

/** The picture that has just been drawn is a step: a new one, or one we come back to. */
function remember() {
  const note = store.first("note");
  if (!note || note.take) return;
  const history = line(note.slot);
  const { steps } = history;
  const verb = history.next;
  history.next = "";
  if (steps[history.at]?.revision === note.revision) {
    steps[history.at].picture = thumbnail();
    return;
  }
  const step = { revision: note.revision, what: verb || "as found", picture: thumbnail() };
  if (verb === "slot/undo" && history.at > 0) history.at--;
  else if (verb === "slot/undo") steps.unshift((history.at = 0) || step);
  else if (verb === "slot/redo" && history.at < steps.length - 1) history.at++;
  else if (verb === "slot/compare") return;
  else {
    steps.splice(history.at + 1, Infinity, step);
    history.at = steps.length - 1;
  }
  Object.assign(steps[history.at], { revision: note.revision, picture: step.picture });
  while (steps.length > MOST) {
    steps.shift();
    history.at--;
  }
}

function show(strip) {
  const { steps, at } = line(store.first("slot", 1));
  const items = steps.map((step, index) => {
    const label = `Step ${index + 1}, ${step.what.replace("slot/", "")}`;
    const go = make("button", { type: "button", "aria-label": label, onclick: () => jump(index) });
    if (index === at) go.setAttribute("aria-current", "step");
    go.append(step.picture);
    return make("li", {}, go);
  });
  strip.replaceChildren(...items);
  strip.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** As many steps back or forward as lie between. */
function jump(index) {
  const { at } = line(store.first("slot", 1));
  for (let step = at; step > index; step--) undo();
  for (let step = at; step < index; step++) redo();
}

// Where the slot has been, as small pictures: undo and redo along them, and side B beside. Browser,
// main thread.

import * as store from "../store.js";
import { compare, redo, undo } from "../act.js";
import { make } from "../elements.js";
import { hinted } from "../hint.js";
import { thumbnail } from "../picture/picture.js";
import { send } from "../wire.js";

const MOST = 24;
const PATIENCE_MS = 600; // for done to come after changed
const lines = new Map(); // slot → {steps: [{revision, what, picture}], at, spare}

export function history() {
  const strip = make("ol", { class: "steps", "aria-label": "History" });
  const back = button("Undo", "slot/undo", undo);
  const forth = button("Redo", "slot/redo", redo);
  const sides = button("", "slot/compare", compare);
  sides.setAttribute("aria-label", "Compare A and B");
  const mark = button("Mark B", "slot/mark", () => send("slot/mark", 0));
  const tell = () => {
    show(strip);
    side(sides, line(store.first("slot", 1)).onB);
  };
  store.on("ended", ({ verb, slot, values }) => {
    if (slot && values.length === 4) moved(line(slot), verb, values[1]);
    tell();
  });
  store.on("drawn", () => {
    remember(tell);
    tell();
  });
  store.on("slot", tell);
  const ends = make("div", { class: "pair" }, sides, mark);
  return make("div", { class: "history" }, back, strip, forth, ends);
}

/** Which of the two is held now. */
function side(button, onB) {
  const letters = ["A", "B"].map((letter) =>
    make(onB === (letter === "B") ? "b" : "span", {}, letter),
  );
  button.replaceChildren(letters[0], "/", letters[1]);
}

function button(text, address, does) {
  return hinted(make("button", { type: "button", class: "plain", onclick: does }, text), address);
}

function line(slot) {
  if (!lines.has(slot)) lines.set(slot, { steps: [], at: -1, spare: null, onB: false });
  return lines.get(slot);
}

/** What has ended says how the slot's new revision relates to the one before. */
function moved(line, verb, revision) {
  const { steps } = line;
  if (steps[line.at]?.revision === revision) {
    steps[line.at].what = verb; // drawn before it was said what it is
    return;
  }
  line.onB = verb === "slot/compare" && !line.onB;
  if (verb === "slot/compare") {
    line.beside = revision;
    return;
  }
  if (verb === "slot/undo" && line.at > 0) line.at--;
  else if (verb === "slot/undo") steps.unshift({ what: "before" });
  else if (verb === "slot/redo" && line.at < steps.length - 1) line.at++;
  else line.at = steps.splice(line.at + 1, Infinity, { what: verb }) && line.at + 1;
  line.at = Math.max(0, line.at);
  steps[line.at].revision = revision;
  if (line.spare?.revision === revision) steps[line.at].picture = line.spare.picture;
  while (steps.length > MOST) {
    steps.shift();
    line.at--;
  }
}

/** Keep the picture that has just been drawn with its step. One that no step has yet waits for done
    to say what it is; nobody says so of what was there when the page came, or of a scene's. */
function remember(then) {
  const note = store.first("note");
  if (!note || note.take) return;
  const of = line(note.slot);
  const { revision } = note;
  const picture = thumbnail();
  const step = of.steps.find((each) => each.revision === revision);
  if (step) return (step.picture = picture);
  of.spare = { revision, picture };
  const settle = () => {
    const known = of.steps.some((each) => each.revision === revision) || of.beside === revision;
    if (!known && of.spare?.revision === revision) moved(of, "as found", revision);
    then();
  };
  if (of.steps.length) setTimeout(settle, PATIENCE_MS);
  else settle();
}

function show(strip) {
  const { steps, at } = line(store.first("slot", 1));
  const items = steps.map((step, index) => {
    const label = `Step ${index + 1}, ${step.what.replace("slot/", "")}`;
    const go = make("button", { type: "button", "aria-label": label, onclick: () => jump(index) });
    if (index === at) go.setAttribute("aria-current", "step");
    if (step.picture) go.append(step.picture);
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

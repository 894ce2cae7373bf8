// A control made from its row of the table: a slider with a number, words to choose from, a switch,
// or a text. Browser, main thread.

import * as store from "../store.js";
import { send } from "../wire.js";
import { row } from "../table.js";
import { choose, make, toggle } from "../elements.js";
import { hinted, nameOf } from "../hint.js";
import { pitchName } from "../picture/axis.js";

const FEW_WORDS = 4;
const OWN_MS = 300; // after a hand has moved a control, its echoes are no news
const AFTER = {
  pitch: pitchName,
  dynamics: (value) => (value === 0 ? "open" : ""),
  seed: (value) => (value < 0 ? "free" : ""),
  top_p: (value) => (value === 0 ? "off" : ""),
  top_k: (value) => (value === 0 ? "off" : ""),
};

/** The control of a parameter, with `text` for its name. */
export function control(name, text = name.replaceAll("_", " ").replaceAll("/", " ")) {
  const kinds = row(name).arguments;
  if (kinds.length === 1) {
    const [kind] = kinds;
    if (kind.kind === "switch") return switched(name, text);
    if (kind.kind === "choice") return worded(name, text, kind);
    if (!("low" in kind)) return written(name, text, kind);
  }
  return numbers(name, text, kinds);
}

function switched(name, text) {
  const element = hinted(
    toggle(text, false, (on) => send(name, on ? 1 : 0)),
    name,
  );
  store.on(name, (value) => element.set(value > 0));
  return element;
}

function worded(name, text, { words }) {
  const spoken = Object.fromEntries(words.map((word) => [word, word.replaceAll("_", " ")]));
  if (words.length <= FEW_WORDS) {
    const group = hinted(
      choose(`p-${name}`, text, spoken, "", (word) => send(name, word)),
      name,
    );
    store.on(name, group.set);
    return make("div", { class: "control words" }, nameOf(name, text), group);
  }
  const options = words.map((word) => make("option", { value: word }, spoken[word]));
  const select = make("select", { "aria-label": text }, ...options);
  select.addEventListener("change", () => send(name, select.value));
  store.on(name, (word) => (select.value = word));
  return make("div", { class: "control" }, nameOf(name, text), select);
}

/** Whatever else the table may hold is text. */
function written(name, text, kind) {
  const field = make("input", { type: "text", maxlength: kind.longest, "aria-label": text });
  field.addEventListener("change", () => send(name, field.value));
  store.on(name, (value) => {
    if (document.activeElement !== field) field.value = value;
  });
  return make("div", { class: "control" }, nameOf(name, text), field);
}

/** A slider and a number for each argument. */
function numbers(name, text, kinds) {
  const fields = kinds.map((kind, index) => {
    const said = kinds.length > 1 ? `${text} ${kind.name}` : text;
    const { low, high } = kind;
    const step = kind.kind === "whole" ? 1 : (high - low) / 200;
    const settings = { min: low, max: high, "aria-label": said };
    const slider = make("input", { type: "range", step, ...settings });
    const number = make("input", { type: "number", step: "any", ...settings });
    slider.addEventListener("input", () => say(index, slider.valueAsNumber));
    number.addEventListener("change", () => {
      if (number.checkValidity() && number.value !== "") say(index, number.valueAsNumber);
    });
    return { slider, number, kind };
  });
  const after = make("span", { class: "after" });
  let moved = -Infinity;
  let values = fields.map(({ kind }) => kind.low);
  let waiting = false;

  function say(index, value) {
    values = values.with(index, value);
    moved = performance.now();
    show();
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      send(name, ...values);
    });
  }

  function show() {
    fields.forEach(({ slider, number, kind }, index) => {
      const value = values[index];
      slider.value = value;
      slider.style.setProperty("--share", (value - kind.low) / (kind.high - kind.low));
      if (document.activeElement !== number) number.value = +value.toFixed(3);
    });
    after.textContent = AFTER[name]?.(values[0]) ?? "";
  }

  store.on(name, (...told) => {
    if (performance.now() - moved < OWN_MS) return;
    values = told;
    show();
  });
  const parts = fields.flatMap(({ slider, number }, index) => {
    const label = index ? make("span") : nameOf(name, text);
    return [label, slider, make("span", { class: "value" }, ...(index ? [] : [after]), number)];
  });
  return make("div", { class: "control" }, ...parts);
}

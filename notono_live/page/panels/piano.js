// A keyboard on the screen: it plays the note at other pitches, or sets the pitch to draw. Browser,
// main thread.

import * as store from "../store.js";
import { send } from "../wire.js";
import { row } from "../table.js";
import { choose, make } from "../elements.js";
import { isBlack, pitchName } from "../picture/axis.js";
import { noteOff, noteOn } from "../sound/play.js";

const NARROWEST_KEY = 19; // CSS pixels of a white key
const WHITES_PER_OCTAVE = 7;

export function piano() {
  const [{ low, high }] = row("pitch").arguments;
  const keys = make("div", { class: "piano", role: "group", "aria-label": "Piano" });
  let lowest = 0;
  let octaves = 0;

  const lay = () => {
    const room = Math.floor(keys.clientWidth / (NARROWEST_KEY * WHITES_PER_OCTAVE));
    octaves = Math.max(1, Math.min((high - low) / 12, room));
    const pitch = store.first("pitch", 60);
    const middle = Math.floor((pitch - 6 * octaves - low) / 12 + 0.5) * 12 + low;
    lowest = Math.max(low, Math.min(high - 12 * octaves, middle));
    build(keys, lowest, lowest + 12 * octaves);
    marks(keys);
  };
  new ResizeObserver(lay).observe(keys);
  store.on("pitch", (pitch) => {
    if (octaves && (pitch < lowest || pitch > lowest + 12 * octaves)) lay();
    marks(keys);
  });
  store.on("held", () => marks(keys));
  pointers(keys);
  return keys;
}

/** What its keys do. */
export function pianoMode() {
  const words = { play: "keys play", set: "keys set the pitch" };
  return choose("keys-do", "Piano", words, "play", (key) => store.put("keys-do", key));
}

function build(keys, from, to) {
  const whites = [...Array(to - from + 1).keys()].filter((i) => !isBlack(from + i)).length;
  keys.style.setProperty("--whites", whites);
  let white = 0;
  const made = [];
  for (let pitch = from; pitch <= to; pitch++) {
    const black = isBlack(pitch);
    const text = pitch % 12 ? "" : pitchName(pitch);
    const key = make("button", { type: "button", class: black ? "black" : "white" }, text);
    key.dataset.pitch = pitch;
    key.setAttribute("aria-label", pitchName(pitch));
    key.tabIndex = pitch === from ? 0 : -1;
    key.style.setProperty("--at", black ? white : white++);
    made.push(key);
  }
  keys.replaceChildren(...made);
}

function marks(keys) {
  const held = store.first("held") ?? new Set();
  for (const key of keys.children) {
    const pitch = Number(key.dataset.pitch);
    key.classList.toggle("held", held.has(pitch));
    key.classList.toggle("pitch", pitch === store.first("pitch"));
  }
}

/** Fingers and the mouse may slide from key to key; each has one key at a time. */
function pointers(keys) {
  const down = new Map(); // pointer → pitch
  const under = ({ clientX, clientY }) => {
    const key = document.elementFromPoint(clientX, clientY)?.closest(".piano [data-pitch]");
    return key ? { key, pitch: Number(key.dataset.pitch) } : null;
  };
  const press = (event) => {
    const found = under(event);
    if (down.get(event.pointerId) === found?.pitch) return;
    lift(event);
    if (!found) return;
    down.set(event.pointerId, found.pitch);
    const { top, height } = found.key.getBoundingClientRect();
    sound(found.pitch, 40 + Math.round((80 * (event.clientY - top)) / height));
  };
  const lift = (event) => {
    if (down.has(event.pointerId)) noteOff(down.get(event.pointerId));
    down.delete(event.pointerId);
  };
  keys.addEventListener("pointerdown", (event) => {
    keys.setPointerCapture(event.pointerId);
    press(event);
  });
  keys.addEventListener("pointermove", (event) => event.buttons && press(event));
  keys.addEventListener("pointerup", lift);
  keys.addEventListener("pointercancel", lift);
  keys.addEventListener("keydown", (event) => typed(keys, event));
  keys.addEventListener("keyup", (event) => {
    if (event.target.dataset.pitch) noteOff(Number(event.target.dataset.pitch));
  });
}

function typed(keys, event) {
  const key = event.target.closest("[data-pitch]");
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step) {
    const next = step > 0 ? key.nextElementSibling : key.previousElementSibling;
    if (next) [key.tabIndex, next.tabIndex] = [-1, 0];
    next?.focus();
  } else if (event.key === "Enter") {
    if (!event.repeat) sound(Number(key.dataset.pitch), 100);
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

function sound(pitch, velocity) {
  if (store.first("keys-do", "play") === "set") send("pitch", pitch);
  else noteOn(pitch, velocity);
}

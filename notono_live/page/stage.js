// The picture with all that surrounds it: axes, scrolling, playhead, what the pointer is at.
// Browser, main thread.

import * as store from "./store.js";
import { make } from "./elements.js";
import { families, grid } from "./table.js";
import { hertz, hertzText, MARKS_HZ, pitchHertz, pitchName, share } from "./picture/axis.js";
import * as geometry from "./picture/geometry.js";
import * as picture from "./picture/picture.js";
import { layer, selection, spoken } from "./edit/selection.js";
import * as overlay from "./edit/overlay.js";
import * as keys from "./edit/keys.js";
import * as pointer from "./edit/pointer.js";
import { generate } from "./act.js";
import { peak, position } from "./sound/engine.js";
import { views } from "./panels/tools.js";

const LABEL = "Spectrogram. Arrow keys move a cursor, Shift and arrows select, Enter redraws.";
const SPEAK_MS = 400;

export function stage() {
  const shown = make("canvas", { class: "picture", "aria-hidden": "true" });
  const over = make("canvas", { class: "overlay", tabindex: 0, role: "application" });
  over.setAttribute("aria-label", LABEL);
  const head = make("div", { class: "playhead", hidden: true });
  const primary = { type: "button", class: "primary", onclick: generate };
  const first = make("button", primary, "Draw a note");
  const words = make("p", {}, "This slot is empty. Drop a sound here, or");
  const empty = make("div", { class: "empty", hidden: true }, words, first);
  const view = make("div", { class: "view" }, shown, over, head, empty);
  const track = make("div", { class: "track" }, view);
  const scroll = make("div", { class: "scroll" }, track);
  const hertzAxis = make("div", { class: "hertz", "aria-hidden": "true" });
  const secondsAxis = make("div", { class: "seconds", "aria-hidden": "true" });
  const frame = make("div", { class: "frame" }, hertzAxis, scroll, secondsAxis);
  picture.start(shown);
  overlay.start(over);
  pointer.start(over);
  keys.start(over);

  const lay = () => {
    const { clientWidth, clientHeight } = scroll;
    if (!clientWidth) return;
    geometry.resize(clientWidth, clientHeight);
    track.style.width = `${geometry.trackWidth()}px`;
    view.style.width = `${clientWidth}px`;
    geometry.scrollTo(scroll.scrollLeft);
    marksOfHertz(hertzAxis);
    redraw();
  };
  const redraw = () => {
    picture.draw();
    overlay.refresh();
    marksOfSeconds(secondsAxis);
  };
  new ResizeObserver(lay).observe(scroll);
  scroll.addEventListener("scroll", () => {
    geometry.scrollTo(scroll.scrollLeft);
    redraw();
  });
  scroll.addEventListener("wheel", (event) => sideways(scroll, event), { passive: false });
  store.on("note", (note) => {
    empty.hidden = note !== null;
    lay();
  });
  store.on("pitch", () => marksOfHertz(hertzAxis));
  store.on("looping", () => follow(head, scroll));
  store.on("held", () => follow(head, scroll));
  return make("section", { class: "stage", "aria-label": "Picture" }, frame, caption());
}

/** A plain wheel scrolls a long note along. */
function sideways(scroll, event) {
  if (event.deltaX || scroll.scrollWidth <= scroll.clientWidth) return;
  scroll.scrollLeft += event.deltaY;
  event.preventDefault();
}

function marksOfHertz(axis) {
  const high = geometry.size().height;
  const pitch = store.first("pitch", 60);
  let last = -Infinity;
  const own = share(pitchHertz(pitch));
  const marks = MARKS_HZ.filter((hz) => {
    const roomy = (share(hz) - last) * high > 22 && Math.abs(share(hz) - own) * high > 18;
    if (roomy) last = share(hz);
    return roomy;
  }).map((hz) => mark(hertzText(hz), "bottom", share(hz)));
  const tone = mark(pitchName(pitch), "bottom", own);
  tone.className = "tone";
  axis.replaceChildren(...marks, tone);
}

function mark(text, side, at) {
  const element = make("span", {}, text);
  element.style[side] = `${100 * at}%`;
  return element;
}

function marksOfSeconds(axis) {
  const { width } = geometry.size();
  const from = geometry.secondsAt(0);
  const to = Math.min(geometry.secondsAt(width), geometry.columns() * grid("top").seconds);
  const marks = [];
  for (let second = Math.ceil(from); second <= to; second++) {
    const x = geometry.xOf(second);
    if (x < width - 28) marks.push(mark(`${second} s`, "left", x / width));
  }
  axis.replaceChildren(...marks);
}

/** A long note goes on by pages as it sounds, unless a hand is at it. */
function turnPage(scroll, was, x) {
  const { width } = geometry.size();
  const left = was <= width && x > width && x < width + 40;
  const again = was > 0 && x < 0 && was - x > width;
  if ((left || again) && !store.first("hover")) scroll.scrollLeft += x;
}

let following = false;

/** The playhead, moved each frame while something sounds. */
function follow(head, scroll) {
  if (following) return;
  following = true;
  let was = 0;
  const move = () => {
    const seconds = position();
    head.hidden = seconds === null;
    if (seconds !== null) {
      const x = geometry.xOf(seconds);
      head.style.transform = `translateX(${x}px)`;
      turnPage(scroll, was, x);
      was = x;
    }
    document.documentElement.style.setProperty("--level", Math.min(1, peak()).toFixed(3));
    following = seconds !== null || store.first("looping", false);
    if (following) requestAnimationFrame(move);
  };
  setTimeout(move, 20); // the voice begins a moment after its key
}

/** What a cell was drawn as, while labels are shown. */
function labelAt({ column, row }) {
  const map = store.first("show-labels") && store.first("labels");
  const family = families()[map?.instrument[row]?.[column]];
  const pitch = map?.pitch[row]?.[column] ?? -1;
  const words = [family?.replaceAll("_", " "), pitch >= 0 && pitchName(pitch)].filter(Boolean);
  return words.length ? `, ${words.join(" ")}` : "";
}

/** What is selected and what the pointer is at, in words; the former is read aloud. */
function caption() {
  const what = make("span", { role: "status" });
  const where = make("span", { class: "after", "aria-hidden": "true" });
  let timer = 0;
  store.on("selection", (cells) => {
    clearTimeout(timer);
    const wait = store.first("hover") ? 60 : SPEAK_MS;
    timer = setTimeout(() => (what.textContent = spoken(cells)), wait);
  });
  store.on("note", () => (what.textContent = spoken(selection())));
  store.on("hover", (cell) => {
    if (!cell) return (where.textContent = "");
    const { rows, seconds } = grid(layer());
    const hz = Math.round(hertz((cell.row + 0.5) / rows));
    const label = labelAt(cell);
    where.textContent = `${(cell.column * seconds).toFixed(2)} s, ${hz} Hz${label}`;
  });
  return make("div", { class: "caption" }, what, where, views());
}

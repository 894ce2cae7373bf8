// The spectrogram: levels come from the worker, are coloured once into a hidden canvas of one pixel
// a frame, and are stretched from there onto the visible one. Browser, main thread.

import * as store from "../store.js";
import { dark, ramp } from "./colours.js";
import { pixelsPerColumn, size } from "./geometry.js";
import { grid } from "../table.js";

const worker = new Worker("/page/picture/worker.js", { type: "module" });
const hidden = document.createElement("canvas");
const paint = hidden.getContext("2d", { willReadFrequently: false });
let levels = new Uint8Array(0);
let shape = { frames: 0, rows: 0, seconds: 0 };
let colours = null;
let canvas = null;
let asked = null; // {id, began}

export function start(element) {
  canvas = element;
  colours = ramp();
  dark.addEventListener("change", () => {
    colours = ramp();
    colour(0, shape.frames);
    draw();
  });
  worker.onmessage = ({ data }) => receive(data);
}

/** Show other samples; `began`: when the file was there, to measure how long it takes. */
export function show(samples, rate, began) {
  asked = { id: (asked?.id ?? 0) + 1, began };
  worker.postMessage({ id: asked.id, samples, rate });
}

export function clear() {
  asked = { id: (asked?.id ?? 0) + 1, began: performance.now() };
  shape = { frames: 0, rows: 0, seconds: 0 };
  draw();
}

function receive({ id, part, from, to, frames, rows, seconds, took }) {
  if (frames !== shape.frames || rows !== shape.rows) {
    levels = new Uint8Array(frames * rows);
    hidden.width = frames;
    hidden.height = rows;
  }
  shape = { frames, rows, seconds };
  levels.set(part, from * rows);
  colour(from, to);
  if (id !== asked?.id) return; // a newer sound is on its way
  draw();
  const detail = { from, to, frames, worker: took };
  performance.measure("redraw", { start: asked.began, end: performance.now(), detail });
  store.put("drawn", id);
}

/** Levels → pixels, for frames [from, to). */
function colour(from, to) {
  if (to <= from) return;
  const { rows } = shape;
  const image = paint.createImageData(to - from, rows);
  const pixels = new Uint32Array(image.data.buffer);
  const wide = to - from;
  for (let frame = 0; frame < wide; frame++) {
    const at = (from + frame) * rows;
    for (let row = 0; row < rows; row++) {
      pixels[(rows - 1 - row) * wide + frame] = colours[levels[at + row]];
    }
  }
  paint.putImageData(image, from, 0);
}

/** Stretch the visible part of the hidden canvas over the one that is seen. */
export function draw() {
  const { width, height, scroll } = size();
  const ratio = devicePixelRatio;
  fit(canvas, width, height, ratio);
  const to = canvas.getContext("2d");
  to.clearRect(0, 0, canvas.width, canvas.height);
  if (!shape.frames) return;
  const perSecond = pixelsPerColumn() / grid("top").seconds;
  const wide = shape.seconds * perSecond;
  to.imageSmoothingQuality = "high";
  to.drawImage(hidden, -scroll * ratio, 0, wide * ratio, height * ratio);
}

/** A canvas of as many pixels as the screen has there. */
export function fit(element, width, height, ratio) {
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (element.width !== w || element.height !== h) {
    element.width = w;
    element.height = h;
  }
}

/** A small picture of all of it, for the history and the slots. */
export function thumbnail(wide = 72, high = 36) {
  const small = document.createElement("canvas");
  small.width = wide * 2;
  small.height = high * 2;
  if (shape.frames) small.getContext("2d").drawImage(hidden, 0, 0, small.width, small.height);
  return small;
}

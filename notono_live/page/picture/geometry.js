// Where things are on the picture: pixels, top columns, seconds, cells. A window of four columns
// fills the width; longer notes are scrolled. Browser, main thread.

import * as store from "../store.js";
import { grid } from "../table.js";

export const WINDOW_COLUMNS = 4;
const place = { width: 1, height: 1, scroll: 0 }; // CSS pixels

export function resize(width, height) {
  place.width = width;
  place.height = height;
}

export function scrollTo(pixels) {
  place.scroll = pixels;
}

export function size() {
  return place;
}

/** Top columns of the note in the current slot; a window where there is none. */
export function columns() {
  return store.first("note")?.columns ?? WINDOW_COLUMNS;
}

export function pixelsPerColumn() {
  return place.width / WINDOW_COLUMNS;
}

export function trackWidth() {
  return Math.max(place.width, pixelsPerColumn() * columns());
}

/** Seconds → x on the visible part. */
export function xOf(seconds) {
  return (seconds / grid("top").seconds) * pixelsPerColumn() - place.scroll;
}

export function secondsAt(x) {
  return ((x + place.scroll) / pixelsPerColumn()) * grid("top").seconds;
}

/** The cell of a layer under a point, kept inside the note. */
export function cellAt(layer, x, y) {
  const { rows, perTop, seconds } = grid(layer);
  const column = Math.floor(secondsAt(x) / seconds);
  const row = Math.floor((1 - y / place.height) * rows);
  return {
    column: Math.max(0, Math.min(columns() * perTop - 1, column)),
    row: Math.max(0, Math.min(rows - 1, row)),
  };
}

/** The rectangle {x, y, width, height} of cells [c0, c1) × [r0, r1) of a layer. */
export function box(layer, c0, c1, r0, r1) {
  const { rows, perTop } = grid(layer);
  const wide = pixelsPerColumn() / perTop;
  const high = place.height / rows;
  return {
    x: c0 * wide - place.scroll,
    y: place.height - r1 * high,
    width: (c1 - c0) * wide,
    height: (r1 - r0) * high,
  };
}

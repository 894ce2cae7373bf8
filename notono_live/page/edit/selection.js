// What is selected. A rectangle is the region that every client shares; any other set of cells is
// this page's own until the region is moved, here or elsewhere. Browser, main thread.

import * as store from "../store.js";
import { bundle } from "../wire.js";
import { grid } from "../table.js";
import { columns } from "../picture/geometry.js";
import { hertz } from "../picture/axis.js";
import { Cells } from "./cells.js";

const OWN_MS = 300; // after a hand has moved, echoes of where it was are no news
const SLIVER = 0.15; // as the server snaps: so much of a cell does not take it

/** The layer that the hand works in: "both" is the top one, with the bottom beneath. */
export function layer() {
  return store.first("layer", "both") === "bottom" ? "bottom" : "top";
}

export function selection() {
  return store.first("selection") ?? fromRegion();
}

let moved = -Infinity;
let later = 0;

/** Show a selection while the hand still moves. */
export function preview(cells) {
  moved = performance.now();
  clearTimeout(later);
  store.put("selection", cells);
}

/** Take it: tell everybody, where it is a rectangle. */
export function commit(cells) {
  preview(cells);
  if (!cells.isBox) return;
  const { c0, c1, r0, r1 } = cells.bounds;
  bundle(["region/cells", c0, c1, r0, r1]);
}

export function selectAll() {
  commit(Cells.box(layer(), columns(), 0, 1e9, 0, 1e9));
}

/** The region that all clients share, in cells of the layer. */
function fromRegion() {
  const [start, end] = store.get("region/time") ?? [0, 1e9];
  const [low, high] = store.get("region/freq") ?? [0, 1];
  const { rows, seconds, perTop } = grid(layer());
  const wide = columns() * perTop;
  const [c0, c1] = snapped(start / seconds, end / seconds, wide);
  const [r0, r1] = snapped(low * rows, high * rows, rows);
  return Cells.box(layer(), columns(), c0, c1, r0, r1);
}

export function snapped(from, to, most) {
  const first = Math.min(Math.max(Math.floor(from + SLIVER), 0), most - 1);
  return [first, Math.min(Math.max(Math.ceil(to - SLIVER), first + 1), most)];
}

export function watch() {
  const follow = () => {
    const wait = moved + OWN_MS - performance.now();
    clearTimeout(later);
    if (wait > 0) later = setTimeout(follow, wait);
    else store.put("selection", fromRegion());
  };
  store.on("region/time", follow);
  store.on("region/freq", follow);
  let was = layer();
  store.on("layer", () => {
    if (layer() === was) return;
    was = layer();
    const cells = store.first("selection");
    if (cells && cells.columns / grid(cells.layer).perTop === columns()) preview(cells.in(was));
    else follow();
  });
  let long = columns();
  store.on("note", () => {
    if (columns() !== long) store.put("selection", fromRegion());
    long = columns();
  });
}

/** "0.51–1.02 s, 120–890 Hz, 24 cells". */
export function spoken(cells) {
  const b = cells.bounds;
  if (!b) return "nothing selected";
  const { rows, seconds } = grid(cells.layer);
  const hz = (row) => Math.round(hertz(row / rows));
  const time = `${(b.c0 * seconds).toFixed(2)}–${(b.c1 * seconds).toFixed(2)} s`;
  const what = cells.count === 1 ? "1 cell" : `${cells.count} cells`;
  return `${time}, ${hz(b.r0)}–${hz(b.r1)} Hz, ${what}`;
}

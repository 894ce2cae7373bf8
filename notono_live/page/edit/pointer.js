// Selecting by mouse, pen and finger: boxes, whole columns, whole bands, free strokes; added to
// what is selected, taken from it, or instead of it. Browser, main thread.

import * as store from "../store.js";
import { cellAt } from "../picture/geometry.js";
import { Cells } from "./cells.js";
import { commit, layer, preview, selection } from "./selection.js";
import { columns } from "../picture/geometry.js";

const STROKE_STEPS = 64; // between two points of a quick stroke

let stroke = null; // {from, at, base, on, pointer}

export function start(canvas) {
  canvas.addEventListener("pointerdown", (event) => down(canvas, event));
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", cancel);
  canvas.addEventListener("pointerleave", () => store.put("hover", null));
  canvas.addEventListener("contextmenu", (event) => event.preventDefault());
}

/** Give the stroke up; whether there was one. */
export function cancel() {
  if (!stroke) return false;
  preview(stroke.before);
  stroke = null;
  return true;
}

/** How a hand adds to what is selected: replace, add or subtract. */
function joining(event) {
  if (event.shiftKey) return "add";
  if (event.altKey) return "subtract";
  return store.first("joining", "replace");
}

function down(canvas, event) {
  if (event.button > 0 || stroke) return;
  canvas.setPointerCapture(event.pointerId);
  canvas.focus({ preventScroll: true });
  const how = joining(event);
  const before = selection();
  const base = how === "replace" ? new Cells(layer(), columns()) : before.in(layer());
  const from = cellAt(layer(), event.offsetX, event.offsetY);
  stroke = { before, base, from, at: from, on: how !== "subtract", pointer: event.pointerId };
  draw(from);
}

function move(event) {
  const cell = cellAt(layer(), event.offsetX, event.offsetY);
  store.put("hover", cell);
  if (stroke?.pointer === event.pointerId) draw(cell);
}

function up(event) {
  if (stroke?.pointer !== event.pointerId) return;
  draw(cellAt(layer(), event.offsetX, event.offsetY));
  const { before } = stroke;
  stroke = null;
  const cells = selection();
  if (cells.count === 0) return preview(before);
  commit(cells);
  navigator.vibrate?.(15);
  store.tell("drawn-by-hand", cells);
}

function draw(cell) {
  const { base, from, on, at } = stroke;
  const shape = store.first("shape", "box");
  const cells = shape === "free" ? base : base.copy();
  if (shape === "free") line(cells, at, cell, on);
  else {
    const [c0, c1] = shape === "band" ? [0, cells.columns] : ends(from.column, cell.column);
    const [r0, r1] = shape === "column" ? [0, cells.rows] : ends(from.row, cell.row);
    cells.fill(c0, c1, r0, r1, on);
  }
  stroke.at = cell;
  preview(cells.copy());
}

/** All cells on the way, so that a quick stroke has no holes. */
function line(cells, from, to, on) {
  for (let step = 0; step <= STROKE_STEPS; step++) {
    const column = Math.round(from.column + ((to.column - from.column) * step) / STROKE_STEPS);
    const row = Math.round(from.row + ((to.row - from.row) * step) / STROKE_STEPS);
    cells.fill(column, column + 1, row, row + 1, on);
  }
}

export function ends(a, b) {
  return [Math.min(a, b), Math.max(a, b) + 1];
}

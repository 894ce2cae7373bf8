// What lies over the picture: the grid, labels as colours, the selection, the cells being redrawn.
// Browser, main thread.

import * as store from "../store.js";
import { families, grid } from "../table.js";
import { dark, family } from "../picture/colours.js";
import { box, columns, size } from "../picture/geometry.js";
import { fit } from "../picture/picture.js";
import { layer, selection } from "./selection.js";

let canvas = null;
let asked = false;

export function start(element) {
  canvas = element;
  const causes = ["selection", "hover", "jobs", "labels", "show-labels", "show-grid", "instrument"];
  for (const name of [...causes, "layer", "note"]) store.on(name, refresh);
  dark.addEventListener("change", refresh);
}

/** Draw before the next frame, once. */
export function refresh() {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    draw();
  });
}

function draw() {
  const { width, height } = size();
  fit(canvas, width, height, devicePixelRatio);
  const to = canvas.getContext("2d");
  to.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  to.clearRect(0, 0, width, height);
  if (!store.first("note")) return;
  if (store.first("show-labels")) labels(to);
  if (store.first("show-grid", true)) lines(to);
  jobs(to);
  selected(to, selection());
  hover(to);
}

function ink(alpha) {
  return dark.matches ? `rgb(255 255 255 / ${alpha})` : `rgb(20 10 40 / ${alpha})`;
}

/** Both grids: the hand's layer plainly, the other one faintly. */
function lines(to) {
  for (const each of ["bottom", "top"]) {
    const active = each === layer();
    const { rows, perTop } = grid(each);
    to.fillStyle = ink(active ? 0.16 : each === "top" ? 0.1 : 0.04);
    for (let column = 1; column < columns() * perTop; column++) {
      const { x } = box(each, column, column + 1, 0, 1);
      if (x > 0 && x < size().width) to.fillRect(x, 0, 1, size().height);
    }
    to.fillStyle = ink(active ? 0.07 : 0.03);
    const high = size().height / rows;
    for (let row = 1; row < rows; row++) to.fillRect(0, row * high, size().width, 1);
  }
}

function labels(to) {
  const map = store.first("labels");
  if (!map) return;
  for (let row = 0; row < map.instrument.length; row++) {
    const values = map.instrument[row] ?? [];
    for (let column = 0; column < values.length; column++) {
      const b = box(map.layer, column, column + 1, row, row + 1);
      to.fillStyle = family(values[column], values[column] < 0 ? 0.12 : 0.42);
      to.fillRect(b.x, b.y, b.width + 0.5, b.height + 0.5);
    }
  }
}

/** Fill cells, a run of a column at a time. */
function cellsFilled(to, cells, until = cells.columns) {
  for (let column = 0; column < until; column++) {
    let from = -1;
    for (let row = 0; row <= cells.rows; row++) {
      const on = row < cells.rows && cells.has(column, row);
      if (on && from < 0) from = row;
      if (!on && from >= 0) {
        const b = box(cells.layer, column, column + 1, from, row);
        to.fillRect(b.x, b.y, b.width, b.height);
        from = -1;
      }
    }
  }
}

/** The outline of a set of cells: an edge wherever a marked cell has an unmarked neighbour. */
function outline(to, cells) {
  const on = (c, r) => c >= 0 && r >= 0 && c < cells.columns && r < cells.rows && cells.has(c, r);
  to.beginPath();
  for (let c = 0; c < cells.columns; c++) {
    for (let r = 0; r < cells.rows; r++) {
      if (!on(c, r)) continue;
      const { x, y, width, height } = box(cells.layer, c, c + 1, r, r + 1);
      if (!on(c - 1, r)) edge(to, x, y, x, y + height);
      if (!on(c + 1, r)) edge(to, x + width, y, x + width, y + height);
      if (!on(c, r + 1)) edge(to, x, y, x + width, y);
      if (!on(c, r - 1)) edge(to, x, y + height, x + width, y + height);
    }
  }
  to.stroke();
}

function edge(to, x0, y0, x1, y1) {
  to.moveTo(x0, y0);
  to.lineTo(x1, y1);
}

function selected(to, cells) {
  if (!cells?.count) return;
  const whole = cells.count === cells.marks.length;
  const number = families().indexOf(store.first("instrument", "none"));
  if (!whole) {
    to.fillStyle = family(number, 0.16);
    cellsFilled(to, cells);
  }
  to.lineCap = "square";
  to.strokeStyle = dark.matches ? "rgb(0 0 0 / 0.45)" : "rgb(255 255 255 / 0.5)";
  to.lineWidth = 3.5;
  outline(to, cells);
  to.strokeStyle = family(number);
  to.lineWidth = 2;
  outline(to, cells);
}

function hover(to) {
  const cell = store.first("hover");
  if (!cell) return;
  const b = box(layer(), cell.column, cell.column + 1, cell.row, cell.row + 1);
  to.strokeStyle = ink(0.5);
  to.lineWidth = 1;
  to.strokeRect(b.x + 0.5, b.y + 0.5, b.width - 1, b.height - 1);
}

/** What is being redrawn is veiled, and unveiled column by column as it is drawn. */
function jobs(to) {
  for (const job of store.first("jobs") ?? []) {
    if (!job.cells || job.slot !== store.first("slot")) continue;
    to.fillStyle = dark.matches ? "rgb(16 17 20 / 0.72)" : "rgb(253 252 249 / 0.78)";
    cellsFilled(to, job.cells);
    const { c0, c1 } = job.cells.bounds;
    to.fillStyle = family(families().indexOf(job.instrument ?? "none"), 0.55);
    cellsFilled(to, job.cells, c0 + Math.ceil((c1 - c0) * job.fraction));
  }
}

// Selecting by keyboard, while the picture has the focus: a cursor moves by arrows, Shift stretches
// from where it stood. Browser, main thread.

import * as store from "../store.js";
import { columns } from "../picture/geometry.js";
import { Cells } from "./cells.js";
import { ends } from "./pointer.js";
import { commit, layer, preview, selectAll, selection } from "./selection.js";

const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const LEAP = 4; // cells, with Ctrl

let anchor = null;
let cursor = null;

export function start(canvas) {
  canvas.addEventListener("keydown", (event) => {
    if (event.key in MOVES) {
      step(MOVES[event.key], event);
    } else if (event.key === "a" && (event.ctrlKey || event.metaKey)) {
      selectAll();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  canvas.addEventListener("pointerdown", () => (cursor = anchor = null));
}

function step([right, up], event) {
  const leap = event.ctrlKey || event.metaKey ? LEAP : 1;
  const limits = new Cells(layer(), columns());
  const was = cursor ?? corner();
  cursor = {
    column: inside(was.column + right * leap, limits.columns),
    row: inside(was.row + up * leap, limits.rows),
  };
  if (!event.shiftKey || !anchor) anchor = event.shiftKey ? was : cursor;
  const shape = store.first("shape", "box");
  const [c0, c1] = shape === "band" ? [0, limits.columns] : ends(anchor.column, cursor.column);
  const [r0, r1] = shape === "column" ? [0, limits.rows] : ends(anchor.row, cursor.row);
  const adding = store.first("joining") === "add" || shape === "free";
  const cells = adding && event.shiftKey ? selection().in(layer()) : limits;
  cells.fill(c0, c1, r0, r1, store.first("joining") !== "subtract");
  store.put("hover", cursor);
  if (cells.count) commit(cells);
  else preview(cells);
}

/** Where the cursor begins: at the lower left of what is selected. */
function corner() {
  const bounds = selection().in(layer()).bounds;
  return { column: bounds?.c0 ?? 0, row: bounds?.r0 ?? 0 };
}

function inside(value, most) {
  return Math.max(0, Math.min(most - 1, value));
}

// A set of cells of one layer: row 0 is the lowest band, column 0 the first. Browser, main thread.

import { grid } from "../table.js";

export class Cells {
  /** `topColumns`: how long the note is. */
  constructor(layer, topColumns) {
    const { rows, perTop } = grid(layer);
    this.layer = layer;
    this.rows = rows;
    this.columns = topColumns * perTop;
    this.marks = new Uint8Array(rows * this.columns); // column by column
  }

  static box(layer, topColumns, c0, c1, r0, r1) {
    return new Cells(layer, topColumns).fill(c0, c1, r0, r1, true);
  }

  copy() {
    const twin = Object.assign(Object.create(Cells.prototype), this);
    twin.marks = this.marks.slice();
    return twin;
  }

  has(column, row) {
    return this.marks[column * this.rows + row] === 1;
  }

  fill(c0, c1, r0, r1, on) {
    for (let column = Math.max(0, c0); column < Math.min(c1, this.columns); column++) {
      const at = column * this.rows;
      this.marks.fill(on ? 1 : 0, at + Math.max(0, r0), at + Math.min(r1, this.rows));
    }
    return this;
  }

  get count() {
    return this.marks.reduce((sum, mark) => sum + mark, 0);
  }

  /** {c0, c1, r0, r1} around all that is marked, ends exclusive; null where nothing is. */
  get bounds() {
    let [c0, c1, r0, r1] = [this.columns, 0, this.rows, 0];
    for (let column = 0; column < this.columns; column++) {
      for (let row = 0; row < this.rows; row++) {
        if (!this.has(column, row)) continue;
        c0 = Math.min(c0, column);
        c1 = column + 1;
        r0 = Math.min(r0, row);
        r1 = Math.max(r1, row + 1);
      }
    }
    return c1 ? { c0, c1, r0, r1 } : null;
  }

  get isBox() {
    const b = this.bounds;
    return b !== null && this.count === (b.c1 - b.c0) * (b.r1 - b.r0);
  }

  /** The same place in another layer: outward where that one is coarser. */
  in(layer) {
    if (layer === this.layer) return this.copy();
    const topColumns = this.columns / grid(this.layer).perTop;
    const other = new Cells(layer, topColumns);
    for (let column = 0; column < other.columns; column++) {
      for (let row = 0; row < other.rows; row++) {
        const [c, r] = layer === "top" ? [2 * column, 2 * row] : [column >> 1, row >> 1];
        const reach = layer === "top" ? [0, 1] : [0];
        const on = reach.some((i) => reach.some((j) => this.has(c + i, r + j)));
        if (on) other.fill(column, column + 1, row, row + 1, true);
      }
    }
    return other;
  }

  /** As the server reads them: four cells a hexadecimal digit, the lowest row first. */
  get hex() {
    let text = "";
    for (let at = 0; at < this.marks.length; at += 4) {
      const [a, b, c, d] = this.marks.subarray(at, at + 4);
      text += ((a << 3) | (b << 2) | (c << 1) | d).toString(16);
    }
    return text;
  }

  same(other) {
    return (
      this.layer === other.layer &&
      this.columns === other.columns &&
      this.marks.every((mark, at) => mark === other.marks[at])
    );
  }
}

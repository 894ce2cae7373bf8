// Several takes to choose from: each can be seen and heard before one is kept. Browser, main
// thread.

import * as store from "../store.js";
import { ask } from "../jobs.js";
import { slot } from "../act.js";
import { audition } from "../note.js";
import { send } from "../wire.js";
import { atServer } from "../sound/play.js";
import { make } from "../elements.js";
import { hinted } from "../hint.js";

export function takesRow() {
  const words = make("div", { class: "choose words", role: "radiogroup", "aria-label": "Takes" });
  const keep = make("button", { type: "button", class: "plain", onclick: () => choose() }, "Keep");
  hinted(keep, "slot/choose");
  const row = make("div", { class: "takes", hidden: true }, words, keep);
  let offered = new Map(); // take → seed, of one slot
  let of = 0;
  let heard = 0;

  function choose() {
    if (heard) ask("slot/choose", [of, heard]);
    close();
  }

  function close() {
    offered = new Map();
    heard = 0;
    row.hidden = true;
  }

  function listen(take) {
    heard = take;
    keep.disabled = take === 0;
    audition(of, take);
    if (atServer()) send("slot/audition", of, take);
  }

  function draw() {
    const options = [0, ...offered.keys()].map((take) => {
      const input = make("input", { type: "radio", name: "take", id: `take-${take}` });
      input.checked = take === heard;
      input.addEventListener("change", () => listen(take));
      return [input, make("label", { for: input.id }, take ? `${take}` : "as it was")];
    });
    words.replaceChildren(...options.flat());
    row.hidden = false;
  }

  store.on("list/takes.reply", (number, take, seed) => {
    if (number !== slot()) return;
    if (take === 1) offered = new Map();
    of = number;
    offered.set(take, seed);
  });
  store.on("done", (verb, job, number) => {
    if (verb !== "slot/takes" || number !== of || !offered.size) return;
    keep.disabled = true;
    heard = 0;
    draw();
  });
  store.on("changed", (number) => number === of && close());
  store.on("slot", (number) => number !== of && close());
  return row;
}

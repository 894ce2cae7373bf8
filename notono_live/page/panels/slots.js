// The slots, in a row: what each holds, and which is the current one. Browser, main thread.

import * as store from "../store.js";
import { families } from "../table.js";
import { make } from "../elements.js";
import { hinted } from "../hint.js";
import { family } from "../picture/colours.js";
import { pitchName } from "../picture/axis.js";
import { chooseSlot } from "../act.js";

export function slots() {
  const row = hinted(make("nav", { class: "slots", "aria-label": "Slots" }), "slot");
  const buttons = new Map();
  store.on("slots", (held) => {
    for (const [number, what] of held) {
      if (!buttons.has(number)) {
        buttons.set(number, tile(number));
        row.append(buttons.get(number));
      }
      fill(buttons.get(number), number, what);
    }
  });
  store.on("slot", (current) => {
    for (const [number, button] of buttons) mark(button, number === current);
  });
  store.on("slots", () => {
    for (const [number, button] of buttons) mark(button, number === store.first("slot"));
  });
  return row;
}

function tile(number) {
  return make("button", { type: "button", onclick: () => chooseSlot(number) }, `${number}`);
}

function mark(button, on) {
  if (on === (button.getAttribute("aria-current") === "true")) return;
  button.setAttribute("aria-current", String(on));
  if (on) button.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function fill(button, number, { instrument, pitch, path, locked }) {
  const full = path !== "none";
  const what = [instrument === "none" ? "" : instrument, pitch < 0 ? "" : pitchName(pitch)];
  const text = full ? what.filter(Boolean).join(" ").replaceAll("_", " ") || "a sound" : "empty";
  button.classList.toggle("full", full);
  button.classList.toggle("locked", locked);
  button.style.setProperty("--colour", family(families().indexOf(instrument)));
  button.setAttribute("aria-label", `Slot ${number}, ${text}${locked ? ", locked" : ""}`);
  button.title = text;
}

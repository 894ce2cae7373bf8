// What is drawn and how boldly: the panel beside the picture, with the button that does it.
// Browser, main thread.

import * as store from "../store.js";
import { make } from "../elements.js";
import { hinted } from "../hint.js";
import { act, generate, takes, tool, TOOLS } from "../act.js";
import { cancelAll } from "../jobs.js";
import { control } from "./control.js";
import { instruments } from "./instruments.js";
import { takesRow } from "./takes.js";

const KNOBS = { pitch: "Pitch", temperature: "Temperature", top_p: "Top-p", guidance: "Guidance" };

export function drawPanel() {
  const knobs = Object.entries(KNOBS).map(([name, text]) => control(name, text));
  knobs.splice(1, 0, dynamics());
  const main = make("button", { type: "button", class: "primary", onclick: () => press() });
  const fresh = hinted(
    make("button", { type: "button", class: "plain", onclick: generate }, "New note"),
    "slot/generate",
  );
  const several = hinted(
    make("button", { type: "button", class: "plain", onclick: () => takes(4) }, "Four takes"),
    "slot/takes",
  );
  const press = () => (busy() ? cancelAll() : act());
  const tell = () => {
    const verb = store.first("note") ? TOOLS[tool()].does : "Draw a note";
    main.textContent = busy() ? "Cancel" : verb;
    main.classList.toggle("busy", busy());
    main.style.setProperty("--done", store.first("jobs")?.[0]?.fraction ?? 0);
    hinted(main, busy() ? "cancel" : store.first("note") ? TOOLS[tool()].verb : "slot/generate");
    several.hidden = tool() !== "redraw" || !store.first("note");
    erase.hidden = tool() !== "erase";
  };
  const erase = eraser();
  for (const name of ["tool", "jobs", "note"]) store.on(name, tell);
  tell();
  return make(
    "aside",
    { class: "draw", "aria-label": "Drawing" },
    instruments(),
    make("section", { class: "panel" }, ...knobs, control("seed", "Seed"), erase),
    make(
      "section",
      { class: "panel do" },
      control("auto", "redraw at every change"),
      main,
      make("div", { class: "pair" }, fresh, several),
      takesRow(),
    ),
  );
}

/** How hard the note is struck: shown where the model has learned it. */
function dynamics() {
  const knob = control("dynamics", "Dynamics");
  knob.hidden = true;
  store.on("version.reply", (...said) => (knob.hidden = !said[6]));
  store.on("hello", (...said) => (knob.hidden = !said[3]));
  return knob;
}

function busy() {
  return (store.first("jobs") ?? []).length > 0;
}

/** How far down the eraser turns what it touches. */
function eraser() {
  const slider = make("input", { type: "range", min: 3, max: 120, value: 120, id: "erase-by" });
  const text = make("span", { class: "down" }, "all");
  slider.style.setProperty("--share", 1);
  slider.addEventListener("input", () => {
    const decibels = slider.valueAsNumber;
    slider.style.setProperty("--share", (decibels - 3) / 117);
    text.textContent = decibels < 120 ? `−${decibels} dB` : "all";
    store.put("erase-decibels", decibels);
  });
  const label = make("label", { class: "name", for: "erase-by" }, "Erase");
  return make("div", { class: "control" }, label, slider, text);
}

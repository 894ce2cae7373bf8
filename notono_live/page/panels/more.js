// All the rest: every parameter of the table that has no place of its own, and the scenes. Browser,
// main thread.

import * as store from "../store.js";
import { parameters } from "../table.js";
import { slot } from "../act.js";
import { ask } from "../jobs.js";
import { slotRow } from "../note.js";
import { toast } from "../toast.js";
import { send } from "../wire.js";
import { make, toggle } from "../elements.js";
import { hinted } from "../hint.js";
import { commandForm } from "./commands.js";
import { control } from "./control.js";

const ELSEWHERE = new Set([
  ...["slot", "instrument", "instrument/index", "pitch", "pitch/class", "pitch/octave", "layer"],
  ...["temperature", "top_p", "guidance", "seed", "auto", "volume", "dynamics", "velocity", "region/cells"],
]);

export function more() {
  const dialog = make("dialog", { id: "more", class: "sheet", "aria-label": "All controls" });
  const rest = parameters().filter((name) => !ELSEWHERE.has(name));
  dialog.append(
    closing(dialog, "All controls"),
    slotKeeping(),
    scenes(),
    make("section", { class: "panel all" }, ...rest.map((name) => control(name))),
    commandForm(),
  );
  return dialog;
}

/** What is done to the current slot as a whole. */
function slotKeeping() {
  const title = make("h3", {}, "Slot");
  const lock = hinted(
    toggle("locked", false, (on) => send("slot/lock", 0, on ? 1 : 0)),
    "slot/lock",
  );
  const clear = make("button", { type: "button", class: "plain" }, "Clear");
  clear.addEventListener("click", () => ask("slot/clear", [slot()]));
  const render = make("button", { type: "button", class: "plain" }, "Write a file");
  render.addEventListener("click", () =>
    ask("slot/render", [slot()], { done: (path) => toast(path) }),
  );
  const say = () => {
    title.textContent = `Slot ${slot()}`;
    lock.set(slotRow(slot())?.locked ?? false);
  };
  store.on("slot", say);
  store.on("slots", say);
  const buttons = [lock, hinted(clear, "slot/clear"), hinted(render, "slot/render")];
  return make("section", { class: "panel" }, title, make("div", { class: "pair" }, ...buttons));
}

/** A sheet's title and the button that closes it. */
export function closing(dialog, title) {
  const close = make("button", { type: "button", class: "plain" }, "Close");
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  return make("header", {}, make("h2", {}, title), close);
}

function scenes() {
  const list = make("ul", { class: "scenes", "aria-label": "Scenes" });
  const rows = new Map();
  const name = make("input", { type: "text", maxlength: 80, "aria-label": "Name of a scene" });
  name.placeholder = "a name";
  const save = make("button", { type: "submit", class: "plain" }, "Save scene");
  hinted(save, "scene/save");
  const form = make("form", { class: "pair" }, name, save);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (name.value.trim()) ask("scene/save", [name.value.trim()]);
    name.value = "";
  });
  const refresh = () => {
    rows.clear();
    send("list/scenes");
  };
  store.on("done", (verb) => {
    if (verb === "scene/save" || verb === "scene/delete") refresh();
    if (verb === "list/scenes") draw();
  });
  store.on("connected", () => rows.clear());
  store.on("list/scenes.reply", (number, scene, slots) => rows.set(scene, slots));
  const draw = () => list.replaceChildren(...[...rows].map(([scene, slots]) => item(scene, slots)));
  const title = make("h3", {}, "Scenes");
  return make("section", { class: "panel" }, title, list, form);
}

function item(scene, slots) {
  const recall = make("button", { type: "button", class: "plain" }, scene);
  recall.addEventListener("click", () => ask("scene/recall", [scene]));
  hinted(recall, "scene/recall");
  const remove = make("button", { type: "button", class: "faint" }, "delete");
  remove.setAttribute("aria-label", `Delete the scene ${scene}`);
  remove.addEventListener("click", () => ask("scene/delete", [scene]));
  return make(
    "li",
    {},
    recall,
    make("span", {}, slots === 1 ? "1 slot" : `${slots} slots`),
    remove,
  );
}

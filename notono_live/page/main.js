// Puts the page together: the table first, then its parts, then the connection. Browser, main
// thread.

import * as store from "./store.js";
import * as hint from "./hint.js";
import * as jobs from "./jobs.js";
import * as labels from "./labels.js";
import * as note from "./note.js";
import { wake } from "./sound/engine.js";
import * as play from "./sound/play.js";
import * as selection from "./edit/selection.js";
import * as shortcuts from "./shortcuts.js";
import { act } from "./act.js";
import { make } from "./elements.js";
import { drawPanel } from "./panels/draw.js";
import { help, tour } from "./panels/help.js";
import { history } from "./panels/history.js";
import { more } from "./panels/more.js";
import { piano } from "./panels/piano.js";
import { slots } from "./panels/slots.js";
import { tools } from "./panels/tools.js";
import { dropping, transport } from "./panels/transport.js";
import { stage } from "./stage.js";
import { load } from "./table.js";
import { connect } from "./wire.js";

const VISITED = "notono-visited";

await load();
for (const part of [jobs, note, selection, labels, play]) part.watch();
build();
hint.start();
shortcuts.start();
dropping();
connect();
welcome();
addEventListener("pointerdown", wake, { once: true }); // so that the first key is not late
document.documentElement.dataset.ready = "yes";
performance.mark("ready");

function build() {
  const open = (id) => () => document.getElementById(id).showModal();
  const bar = make(
    "header",
    { class: "bar" },
    make("h1", {}, "notono"),
    slots(),
    server(),
    make("button", { type: "button", class: "plain", onclick: open("more") }, "Controls"),
    make("button", { type: "button", class: "plain", onclick: open("help") }, "Help"),
  );
  const centre = stage();
  centre.prepend(tools());
  centre.append(history());
  const main = make("main", {}, centre, drawPanel());
  const foot = make("footer", { class: "foot", "aria-label": "Playing" }, transport(), piano());
  document.body.prepend(bar, main, foot);
  document.body.append(more(), help());
  store.on("drawn-by-hand", (cells) => {
    if (store.first("auto") > 0 && !cells.isBox) act(); // of a rectangle the server knows itself
  });
}

/** Whether the server is there, and what it runs. */
function server() {
  const line = make("p", { class: "server", role: "status" });
  const say = () => {
    const [protocol, model, device] = store.get("hello") ?? [];
    const [ready] = store.get("status.reply") ?? [0];
    const there = store.first("connected", false);
    line.classList.toggle("away", !there);
    if (!there) line.textContent = "connecting …";
    else if (!ready && !model) line.textContent = "loading the model …";
    else if (model) line.textContent = `${model} on ${device}`;
    else line.textContent = store.get("version.reply")?.[5] ?? "";
  };
  for (const name of ["connected", "hello", "status.reply", "version.reply"]) store.on(name, say);
  say();
  return line;
}

/** The tour, the first time. */
function welcome() {
  try {
    if (localStorage.getItem(VISITED)) return;
    localStorage.setItem(VISITED, "yes");
  } catch {
    return; // a browser that keeps nothing would be shown around each time
  }
  if (location.hash !== "#quiet") store.on("note", offer);
}

let offered = false;

function offer() {
  if (offered) return;
  offered = true;
  setTimeout(() => tour(), 300);
}

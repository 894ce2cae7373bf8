// Everything that can be asked, as one form made from the table, and what the server says to it.
// Browser, main thread.

import * as store from "../store.js";
import { address, commands, row } from "../table.js";
import { send } from "../wire.js";
import { make } from "../elements.js";

const NOT_HERE = new Set(["quit", "notify", "ignore"]); // a page would cut itself off
const LINES = 12;
const QUIET = new Set(["progress", "log", "slot/labels.reply", "list/slots.reply"]);

export function commandForm() {
  const words = commands().filter((name) => !NOT_HERE.has(name));
  const which = make("select", { "aria-label": "Command" });
  which.append(...words.map((name) => make("option", { value: name }, name)));
  const fields = make("span", { class: "fields" });
  const help = make("p", { class: "after" });
  const said = make("ol", { class: "said", "aria-label": "What the server says" });
  const go = make("button", { type: "submit", class: "plain" }, "Send");
  const form = make("form", { class: "ask" }, which, fields, go);

  const choose = () => {
    const { help: text, arguments: kinds } = row(which.value);
    help.textContent = text;
    fields.replaceChildren(...kinds.map(field));
  };
  which.value = "status";
  which.addEventListener("change", choose);
  choose();

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const args = [...fields.querySelectorAll("input, select")].map((input) => input.value);
    while (args.length && args.at(-1) === "") args.pop();
    send(which.value, ...args);
  });
  store.on("message", (name, args) => {
    if (!said.isConnected || !said.checkVisibility() || QUIET.has(name)) return;
    said.prepend(make("li", {}, make("code", {}, [address(name), ...args].join(" "))));
    while (said.children.length > LINES) said.lastChild.remove();
  });
  const title = make("h3", {}, "Ask for anything");
  return make("section", { class: "panel" }, title, form, help, said);
}

/** One argument; what is left empty at the end is left out. */
function field(kind) {
  const label = `${kind.name} ${kind.range}`;
  const settings = { "aria-label": label, title: `${kind.range} ${kind.unit}`.trim() };
  if (kind.kind !== "choice") {
    return make("input", { type: "text", placeholder: kind.name, ...settings });
  }
  const options = ["", ...kind.words].map((word) => make("option", { value: word }, word));
  return make("select", settings, ...options);
}

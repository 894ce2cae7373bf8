// The families, as names with their colours; and cells' own labels instead. Browser, main thread.

import * as store from "../store.js";
import { send } from "../wire.js";
import { families } from "../table.js";
import { make, toggle } from "../elements.js";
import { hinted, nameOf } from "../hint.js";
import { dark, family } from "../picture/colours.js";

export function instruments() {
  const list = make("div", {
    class: "instruments",
    role: "radiogroup",
    "aria-label": "Instrument",
  });
  const words = [...families(), "none"];
  const inputs = new Map();
  for (const word of words) {
    const input = make("input", { type: "radio", name: "instrument", value: word });
    input.addEventListener("change", () => send("instrument", word));
    inputs.set(word, input);
    const text = word === "none" ? "any" : word.replaceAll("_", " ");
    const dot = make("i", { "aria-hidden": "true" });
    list.append(make("label", { "data-family": word }, input, dot, make("span", {}, text)));
  }
  const tint = () => {
    for (const label of list.children) {
      label.style.setProperty("--colour", family(families().indexOf(label.dataset.family)));
    }
    const chosen = families().indexOf(store.first("instrument", "none"));
    document.documentElement.style.setProperty("--chosen", family(chosen));
  };
  tint();
  dark.addEventListener("change", tint);
  store.on("instrument", (word) => {
    inputs.get(word).checked = true;
    tint();
  });
  const own = toggle("as each cell is labelled", false, (on) => store.put("as-labelled", on));
  hinted(own, "slot/redraw").dataset.hint =
    "Redraw under the labels that the cells have, instead of the instrument and pitch chosen here.";
  store.on("as-labelled", (on) => list.classList.toggle("unused", on));
  return make("section", { class: "panel" }, nameOf("instrument", "Instrument"), list, own);
}

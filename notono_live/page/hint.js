// Hints: what a control does, its range and its OSC address; a click on its name copies the
// address. Browser, main thread.

import { address, row } from "./table.js";
import { make } from "./elements.js";
import { toast } from "./toast.js";

const WAIT_MS = 600;
let bubble = null;
let timer = 0;

/** A control's name, as a button that knows its address. */
export function nameOf(name, text) {
  return make(
    "button",
    {
      type: "button",
      class: "name",
      "data-address": name,
      "aria-label": `${text}: copy ${address(name)}`,
      onclick: () => copy(name),
    },
    text,
  );
}

/** Give any element the hint of an address. */
export function hinted(element, name) {
  element.dataset.address = name;
  return element;
}

async function copy(name) {
  try {
    await navigator.clipboard.writeText(address(name));
    toast(`Copied ${address(name)}`);
  } catch {
    toast(address(name));
  }
}

export function start() {
  bubble = make("div", { id: "hint", role: "tooltip", hidden: true });
  document.body.append(bubble);
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "mouse") soon(event.target);
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(":focus-visible")) soon(event.target);
  });
  for (const kind of ["pointerdown", "focusout", "keydown", "scroll"]) {
    document.addEventListener(kind, hide, true);
  }
}

function soon(target) {
  const owner = target.closest?.("[data-address]");
  clearTimeout(timer);
  if (!owner) return hide();
  timer = setTimeout(() => show(owner), WAIT_MS);
}

function hide() {
  clearTimeout(timer);
  bubble.hidden = true;
}

function show(owner) {
  const name = owner.dataset.address;
  const { help, usage, arguments: kinds } = row(name);
  const ranges = usage ? [usage] : kinds.map((kind) => `${kind.range} ${kind.unit}`.trim());
  bubble.replaceChildren(
    make("p", {}, owner.dataset.hint ?? sentence(help)),
    make("code", {}, address(name)),
    make("p", { class: "range" }, ranges.join(" · ")),
  );
  bubble.hidden = false;
  place(owner.getBoundingClientRect());
}

/** Above or below what it is about; to the left of it at the right edge, where panels stand. */
function place(at) {
  const { width, height } = bubble.getBoundingClientRect();
  const inside = (value, room) => Math.max(8, Math.min(room - 8, value));
  let left = at.left + at.width / 2 - width / 2;
  let top = at.top - height - 8 > 8 ? at.top - height - 8 : at.bottom + 8;
  if (at.left > 0.6 * innerWidth && at.left > width + 24) {
    left = at.left - width - 16;
    top = at.top + at.height / 2 - height / 2;
  }
  bubble.style.left = `${inside(left, innerWidth - width)}px`;
  bubble.style.top = `${inside(top, innerHeight - height)}px`;
}

function sentence(text) {
  return text && `${text[0].toUpperCase()}${text.slice(1)}.`;
}

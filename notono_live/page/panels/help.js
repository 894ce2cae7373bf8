// Help: a short tour of six places, and the keys. Browser, main thread.

import { make } from "../elements.js";
import { SHORTCUTS } from "../shortcuts.js";
import { closing } from "./more.js";

const TOUR = [
  [
    ".frame",
    "This is the sound: time runs to the right, pitch goes up. Drag over what you want to change.",
  ],
  [".instruments", "Say what that part should become: an instrument, and below it a pitch."],
  [
    ".primary",
    "Draw it again. What you did not select stays as it was. The same seed repeats a take.",
  ],
  [".history", "Every change can be undone. The small pictures lead back; A/B compares."],
  [".piano", "Play it here, on your computer's keys, or by MIDI. Play loops it while you draw."],
  [
    ".transport",
    "Download the sound or drag it out; drop any sound file on the page to begin with that.",
  ],
];

export function help() {
  const dialog = make("dialog", { id: "help", class: "sheet", "aria-label": "Help" });
  const keys = make("dl", { class: "shortcuts" });
  for (const { keys: press, does } of SHORTCUTS) {
    keys.append(make("dt", {}, ...press.map((key) => make("kbd", {}, key))), make("dd", {}, does));
  }
  const tourist = make("button", { type: "button", class: "plain" }, "Show me around");
  tourist.addEventListener("click", () => {
    dialog.close();
    tour();
  });
  const every =
    "Every control tells its OSC address when you rest on it; a click on its name copies that. " +
    "What moves in Pure Data, Max or on a MIDI controller moves here, and the other way round.";
  dialog.append(
    closing(dialog, "Help"),
    tourist,
    make("p", {}, every),
    make("h3", {}, "Keys"),
    keys,
  );
  return dialog;
}

/** One place after another, lit, with a sentence. Escape ends it. */
export function tour(step = 0) {
  document.querySelector(".tour")?.close();
  if (step >= TOUR.length) return;
  const [where, text] = TOUR[step];
  const place = document.querySelector(where);
  const last = step === TOUR.length - 1;
  const next = make("button", { type: "button", class: "plain" }, last ? "Done" : "Next");
  const count = make("span", { class: "after" }, `${step + 1} of ${TOUR.length}`);
  const card = make("dialog", { class: "tour", "aria-label": "Tour" }, make("p", {}, text));
  card.append(make("div", { class: "pair" }, count, next));
  document.body.append(card);
  card.addEventListener("close", () => {
    place.classList.remove("lit");
    card.remove();
  });
  next.addEventListener("click", () => {
    card.close();
    card.remove(); // its event comes later, and there is never more than one
    tour(step + 1);
  });
  place.scrollIntoView({ block: "center" });
  place.classList.add("lit");
  card.showModal();
  beside(card, place);
}

function beside(card, place) {
  const at = place.getBoundingClientRect();
  const { width, height } = card.getBoundingClientRect();
  const below = at.bottom + 12 + height < innerHeight;
  const top = below ? at.bottom + 12 : Math.max(12, at.top - height - 12);
  const left = at.left + at.width / 2 - width / 2;
  card.style.top = `${top}px`;
  card.style.left = `${Math.max(12, Math.min(innerWidth - width - 12, left))}px`;
}

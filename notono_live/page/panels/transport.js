// Hearing it: the loop, the volume, where it sounds; taking it away and bringing sounds in.
// Browser, main thread.

import * as store from "../store.js";
import { choose, make } from "../elements.js";
import { hinted } from "../hint.js";
import { load, slot } from "../act.js";
import { fileName, url } from "../note.js";
import * as midi from "../sound/midi.js";
import { toggleLoop } from "../sound/play.js";
import { toast } from "../toast.js";
import { control } from "./control.js";
import { pianoMode } from "./piano.js";

export function transport() {
  const play = make("button", { type: "button", class: "play", onclick: toggleLoop });
  hinted(play, "play");
  store.on("looping", (on) => sayPlay(play, on));
  sayPlay(play, false);
  const output = choose("output", "Sound", { here: "here", server: "server" }, "here", (where) => {
    store.put("output", where);
    if (where === "server") tellOutput();
  });
  hinted(output, "audio").dataset.hint =
    "Sound in this browser, or from the server's own audio output.";
  const levels = [control("volume", "Volume"), control("velocity", "Velocity")];
  const parts = [play, ...levels, output, pianoMode(), download(), upload()];
  if (midi.possible) parts.push(button("MIDI keys", midi.open));
  return make("div", { class: "transport" }, ...parts);
}

function sayPlay(play, on) {
  play.setAttribute("aria-pressed", String(on));
  play.textContent = on ? "Stop" : "Play";
}

function tellOutput() {
  const [state, text] = store.get("audio") ?? ["off", ""];
  if (state !== "playing") toast(`The server's audio is ${state}. ${text}`, "refused");
}

function button(text, does) {
  return make("button", { type: "button", class: "plain", onclick: does }, text);
}

/** A link to the slot's file; browsers that can let it be dragged to the desktop. */
function download() {
  const link = make("a", { class: "plain", draggable: "true" }, "Download");
  link.dataset.address = "slot/save";
  link.dataset.hint = "The slot's WAV file; drag it to a folder or into a DAW.";
  store.on("note", (note) => {
    link.toggleAttribute("aria-disabled", !note);
    if (!note) return link.removeAttribute("href");
    link.href = url(note.slot);
    link.download = fileName(note.slot);
  });
  link.addEventListener("dragstart", (event) => {
    if (!link.href) return event.preventDefault();
    const data = `audio/wav:${link.download}:${link.href}`;
    event.dataTransfer.setData("DownloadURL", data);
    event.dataTransfer.effectAllowed = "copy";
    store.put("dragging-out", true);
  });
  link.addEventListener("dragend", () => store.put("dragging-out", false));
  return link;
}

function upload() {
  const input = make("input", { type: "file", accept: "audio/*", id: "file", class: "unseen" });
  input.addEventListener("change", () => {
    if (input.files[0]) load(input.files[0]);
    input.value = "";
  });
  const label = make("label", { class: "plain", for: "file" }, "Open a sound");
  hinted(label, "slot/load");
  store.on("uploading", (name) => (label.textContent = name ? "Sending …" : "Open a sound"));
  return make("span", { class: "upload" }, input, label);
}

/** Files dropped anywhere on the page. */
export function dropping() {
  const body = document.body;
  let over = 0;
  const hasFile = (event) => event.dataTransfer?.types.includes("Files");
  body.addEventListener("dragenter", (event) => {
    if (hasFile(event) && !store.first("dragging-out"))
      body.classList.toggle("dropping", ++over > 0);
  });
  body.addEventListener("dragleave", () =>
    body.classList.toggle("dropping", (over = Math.max(0, over - 1)) > 0),
  );
  body.addEventListener("dragover", (event) => hasFile(event) && event.preventDefault());
  body.addEventListener("drop", (event) => {
    over = 0;
    body.classList.remove("dropping");
    const [file, ...more] = event.dataTransfer?.files ?? [];
    if (!file) return;
    event.preventDefault();
    if (more.length) toast("One sound at a time: only the first is taken.", "refused");
    load(file, slot());
  });
}

// Keys and the loop, wherever they are to be heard: in this browser, or from the server's own
// output. Browser, main thread.

import * as store from "../store.js";
import { send } from "../wire.js";
import * as here from "./engine.js";

let root = 60; // what a key at the note's own pitch is called

export function watch() {
  store.on("note", (note) => {
    root = note && note.pitch >= 0 ? note.pitch : 60;
    if (note) here.update(note.samples, note.rate, root);
    else here.update(null);
  });
  store.on("output", () => here.stopAll());
}

export function atServer() {
  return store.first("output", "here") === "server";
}

export function noteOn(pitch, velocity = store.first("velocity", 100)) {
  hold(pitch, true);
  if (atServer()) send("play", pitch, velocity);
  else here.noteOn(pitch, velocity);
}

export function noteOff(pitch) {
  hold(pitch, false);
  if (atServer()) send("stop", pitch);
  else here.noteOff(pitch);
}

export function toggleLoop() {
  const on = !store.first("looping", false);
  if (atServer()) {
    send(...(on ? ["play"] : ["stop"]));
    store.put("looping", on);
  } else here.loop(on);
}

export function silence() {
  store.put("held", new Set());
  here.stopAll();
  if (atServer()) send("panic");
}

function hold(pitch, on) {
  const held = new Set(store.first("held"));
  if (on) held.add(pitch);
  else held.delete(pitch);
  store.put("held", held);
}

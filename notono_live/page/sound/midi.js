// Keys of MIDI devices, where the browser has Web MIDI and is allowed to use it. Browser, main
// thread.

import * as store from "../store.js";
import { toast } from "../toast.js";
import { noteOff, noteOn } from "./play.js";

export const possible = "requestMIDIAccess" in navigator;

/** Ask for the devices, and listen to all of them, those that come later too. */
export async function open() {
  let access;
  try {
    access = await navigator.requestMIDIAccess();
  } catch (error) {
    store.put("midi", "off");
    return toast(`No MIDI in this browser: ${error.message}`, "refused");
  }
  const listen = () => {
    for (const input of access.inputs.values()) input.onmidimessage = hear;
    const names = [...access.inputs.values()].map((input) => input.name);
    store.put("midi", names.length ? "on" : "waiting");
    toast(names.length ? `MIDI: ${names.join(", ")}` : "MIDI: connect a keyboard.");
  };
  access.onstatechange = listen;
  listen();
}

function hear({ data: [status, pitch, velocity] }) {
  const kind = status >> 4;
  if (kind === 9 && velocity > 0) noteOn(pitch, velocity);
  else if (kind === 8 || kind === 9) noteOff(pitch);
}

// The note of the current slot: fetched whenever it changes, given to the picture and to the sound.
// Browser, main thread.

import * as store from "./store.js";
import { send } from "./wire.js";
import { read } from "./sound/wav.js";
import * as picture from "./picture/picture.js";
import { WINDOW_COLUMNS } from "./picture/geometry.js";
import { grid } from "./table.js";
import { toast } from "./toast.js";

const AGAIN_MS = 500;
const slots = new Map(); // number → {instrument, pitch, seconds, revision, locked, path}
let loading = { slot: 0, revision: -1 };
let asked = false;

export function slotRow(number) {
  return slots.get(number);
}

export function watch() {
  store.on("list/slots.reply", (slot, instrument, pitch, seconds, revision, locked, path) => {
    slots.set(slot, { instrument, pitch, seconds, revision, locked: locked > 0, path });
    store.put("slots", slots);
    if (slot === store.first("slot")) settle();
  });
  store.on("slot", settle);
  store.on("changed", ask);
  store.on("done", (verb) => verb === "slot/lock" && ask());
}

/** Ask once for the rows of all slots that change at the same moment. */
function ask() {
  if (asked) return;
  asked = true;
  queueMicrotask(() => {
    asked = false;
    send("list/slots");
  });
}

/** Show what the current slot holds now. */
async function settle() {
  const slot = store.first("slot");
  const row = slots.get(slot);
  if (!row || (loading.slot === slot && loading.revision === row.revision)) return;
  const mine = (loading = { slot, revision: row.revision });
  if (row.path === "none") return empty();
  try {
    const answer = await fetch(url(slot));
    if (!answer.ok) throw new Error(`slot ${slot} did not come: ${answer.status}`);
    const file = await answer.arrayBuffer();
    if (mine === loading) present(slot, row, file);
  } catch (error) {
    if (mine !== loading) return;
    loading = { slot: 0, revision: -1 };
    if (error instanceof TypeError) setTimeout(settle, AGAIN_MS); // the connection broke
    else toast(error.message, "trouble");
  }
}

function present(slot, row, file, take = 0) {
  const began = performance.now();
  const { samples, rate } = read(file);
  const columns = Math.ceil(samples.length / rate / grid("top").seconds - 0.01);
  picture.show(samples, rate, began);
  const long = Math.max(columns, WINDOW_COLUMNS);
  store.put("note", { slot, ...row, columns: long, samples, rate, take });
}

function empty() {
  picture.clear();
  store.put("note", null);
}

export function url(slot) {
  return `/audio/slot/${slot}.wav`;
}

/** What a slot's file is called when it leaves. */
export function fileName(slot) {
  const row = slots.get(slot);
  const pitch = row.pitch < 0 ? "" : `-${row.pitch}`;
  return `notono-${row.instrument}${pitch}-r${row.revision}.wav`;
}

/** See and hear a take of a slot that is not chosen yet; 0 is what the slot holds. */
export async function audition(slot, take) {
  const row = slots.get(slot);
  if (slot !== store.first("slot")) return;
  const mine = (loading = { slot, revision: row.revision });
  try {
    const answer = await fetch(take ? `/audio/slot/${slot}/take/${take}.wav` : url(slot));
    if (!answer.ok) throw new Error(`take ${take} did not come: ${answer.status}`);
    const file = await answer.arrayBuffer();
    if (mine === loading) present(slot, row, file, take);
  } catch (error) {
    toast(error.message, "trouble");
  }
}

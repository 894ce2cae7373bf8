// What this page has asked for and what became of it. Each request has a number of its own, which
// the server's answers carry. Browser, main thread.

import * as store from "./store.js";
import { bundle, send } from "./wire.js";
import { toast } from "./toast.js";

const HIGHEST = 999_999;
const SEVERE = new Set(["model", "io", "internal", "timeout"]);
const open = new Map(); // number → {verb, slot, cells, fraction}
let last = Math.floor(Math.random() * HIGHEST); // several pages hear each other's answers

/** Ask for something that takes time. `about` is kept with it: the cells it concerns, say. */
export function ask(verb, args, about = {}) {
  last = (last % HIGHEST) + 1;
  if (!send("req", last, verb, ...args)) {
    toast("Not connected to the server; trying again.", "trouble");
    return 0;
  }
  open.set(last, { verb, slot: args[0], fraction: 0, ...about });
  changed();
  return last;
}

/** Those under way. */
export function underWay() {
  return [...open.values()];
}

export function cancelAll() {
  const cancels = [...open.keys()].map((number) => ["cancel", number]);
  if (cancels.length) bundle(...cancels);
}

function changed() {
  store.put("jobs", [...open.values()]);
}

function end(number) {
  const job = open.get(number);
  if (job && open.delete(number)) changed();
  return job;
}

export function watch() {
  store.on("progress", (verb, number, slot, fraction) => {
    const job = open.get(number);
    if (!job) return;
    job.fraction = fraction;
    changed();
  });
  store.on("done", (verb, number, slot, ...values) => {
    const job = end(number);
    store.tell("ended", { verb, slot, values, mine: Boolean(job), job });
    job?.done?.(...values);
  });
  store.on("fail", (verb, number, slot, code, text) => {
    const job = end(number);
    if (code === "cancelled") toast("Taken back.");
    else if (code === "superseded") toast(`Superseded: ${text}.`, "superseded");
    else toast(text, SEVERE.has(code) ? "trouble" : "refused");
    job?.failed?.(code, text);
  });
  store.on("connected", (yes) => {
    if (yes || !open.size) return;
    open.clear();
    changed();
  });
}

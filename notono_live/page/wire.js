// The websocket to the server: the table's messages as JSON, both ways. It comes back by itself,
// and with it all that is known. Browser, main thread.

import * as store from "./store.js";

const PREFIX = "/notono/";
const HAPPENINGS = new Set([
  ...["queued", "progress", "done", "fail", "changed", "synced", "pong", "log"],
  ...["list/slots.reply", "list/scenes.reply", "list/takes.reply", "slot/labels.reply"],
  ...["codes.reply", "list/midi.reply", "midi/learned", "list/params.reply"],
]);
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 4000;

let socket = null;
let wait = FIRST_WAIT_MS;

/** Connect, and stay connected. */
export function connect() {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  socket = new WebSocket(`${scheme}://${location.host}/page/live`);
  socket.addEventListener("open", () => {
    wait = FIRST_WAIT_MS;
    store.put("connected", true);
    bundle(["notify", 1], ["version"], ["status"], ["list/scenes"]);
  });
  socket.addEventListener("message", (event) => hear(JSON.parse(event.data)));
  socket.addEventListener("close", () => {
    store.put("connected", false);
    setTimeout(connect, wait);
    wait = Math.min(2 * wait, LONGEST_WAIT_MS);
  });
}

function hear({ address, args }) {
  const name = address.slice(PREFIX.length);
  store.tell("message", name, args);
  if (HAPPENINGS.has(name)) store.tell(name, ...args);
  else store.put(name, ...args);
}

/** Say one thing: send("pitch", 60). False where nobody hears. */
export function send(name, ...args) {
  return write({ address: PREFIX + name, args });
}

/** Say several at once, which take effect together. */
export function bundle(...messages) {
  return write(messages.map(([name, ...args]) => ({ address: PREFIX + name, args })));
}

function write(json) {
  if (socket?.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify(json));
  return true;
}

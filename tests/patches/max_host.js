// Stands in for Max: runs the scripts of patches/max with the objects around them, joined to a real
// server by UDP. Reads lines `SCRIPT INLET words...` on stdin, prints `SCRIPT OUTLET words...`.
// Runs in Node.
//
// node max_host.js SERVER_PORT SCRIPT=FILE[:ARG:ARG] ...
const dgram = require("dgram");
const fs = require("fs");
const vm = require("vm");

function encode(address, words) {
  const padded = (text) => {
    const bytes = Buffer.from(text + "\0", "utf8");
    return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  };
  let tags = ",";
  const parts = words.map((word) => {
    const four = Buffer.alloc(4);
    if (typeof word !== "number") {
      tags += "s";
      return padded(String(word));
    }
    if (Number.isInteger(word)) {
      tags += "i";
      four.writeInt32BE(word);
    } else {
      tags += "f";
      four.writeFloatBE(word);
    }
    return four;
  });
  return Buffer.concat([padded(address), padded(tags), ...parts]);
}

function decode(packet) {
  let at = 0;
  const text = () => {
    const end = packet.indexOf(0, at);
    const found = packet.toString("utf8", at, end);
    at = end + 4 - (end % 4);
    return found;
  };
  const address = text();
  const words = [...text().slice(1)].map((tag) => {
    if (tag === "s") return text();
    at += 4;
    return tag === "i" ? packet.readInt32BE(at - 4) : packet.readFloatBE(at - 4);
  });
  return [address, ...words];
}

const send = dgram.createSocket("udp4"); // as [udpsend]: nobody hears its own port
const scripts = {};
let host = "127.0.0.1";
let port = Number(process.argv[2]);
let hears = null; // as [udpreceive]

function listen(number) {
  if (hears) hears.close();
  hears = dgram.createSocket("udp4");
  hears.on("error", () => { console.log("host bind-failed " + number); hears = null; });
  hears.on("message", (packet) => call("client", 1, decode(packet)));
  hears.bind(number, "127.0.0.1");
}

class Task {
  constructor(work, self, ...rest) { Object.assign(this, { work, self, rest, interval: 500, timer: null }); }
  cancel() { clearTimeout(this.timer); clearInterval(this.timer); }
  repeat() { this.cancel(); this.timer = setInterval(() => this.work.apply(this.self, this.rest), this.interval); }
  schedule(ms) { this.cancel(); this.timer = setTimeout(() => this.work.apply(this.self, this.rest), ms); }
}

function load(name, file, args) {
  const context = {
    jsarguments: [file, ...args.map((arg) => (isNaN(arg) ? arg : Number(arg)))],
    arrayfromargs: (list) => [...list],
    outlet: (number, ...words) => out(name, number, words.flat()),
    post: (...words) => console.log(name + " post " + words.join(" ")),
    Task, Math, Date, String, Number, isNaN, Array, Object,
    messagename: "", inlet: 0,
    drawn: [], mgraphics: null, box: { rect: [0, 0, 352, 240] },
    LiveAPI: global.LiveAPI,
  };
  context.mgraphics = new Proxy({}, { get: (_, verb) => (...w) => context.drawn.push([verb, ...w]), set: () => true });
  scripts[name] = vm.createContext(context);
  vm.runInContext(fs.readFileSync(file, "utf8"), context, { filename: file });
}

function out(name, number, words) {
  console.log([name, number, ...words].join(" "));
  if (name === "client" && number === 0) {
    if (words[0] === "host") host = words[1];
    else if (words[0] === "port") port = words[1];
    else send.send(encode(words[0], words.slice(1)), port, host);
  } else if (name === "client" && number === 1) {
    listen(words[1]);
  } else if (name === "client" && number === 2) {
    for (const other of Object.keys(scripts)) if (other !== "client") call(other, 0, words);
  } else if ((name === "slot" && number === 2) || (name !== "slot" && name !== "client" && number === 0)) {
    if (scripts.client) call("client", 0, words);
  } else if (name === "slot" && number === 0) {
    setTimeout(() => call("slot", 1, [words[0]]), 5); // [buffer~] has read it
  }
}

function call(name, inlet, words) {
  const context = scripts[name];
  const [first, ...rest] = words;
  context.inlet = inlet;
  if (typeof first === "number") {
    if (rest.length) context.list(first, ...rest);
    else (context.msg_int || context.msg_float)(first);
    return;
  }
  context.messagename = first;
  const method = context[first];
  if (typeof method === "function" && !method.local) method(...rest);
  else context.anything(...rest);
}

if (process.env.FAKE_LIVE) require(process.env.FAKE_LIVE);
for (const each of process.argv.slice(3)) {
  const [name, place] = each.split("=");
  const [file, ...args] = place.split("|");
  load(name, file, args);
}
for (const name of Object.keys(scripts)) if (scripts[name].loadbang) scripts[name].loadbang();

require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const [name, inlet, ...words] = line.split(" ");
  if (name === "drawn") return console.log("host drawn " + JSON.stringify(scripts[inlet].drawn.slice(-400)));
  if (words[0] === "ondrag" || words[0] === "onclick") return scripts[name][words[0]](...words.slice(1).map(Number));
  call(name, Number(inlet), words.map((word) => (isNaN(word) ? word : Number(word))));
}).on("close", () => process.exit(0));

// osc.js: says what the file says, and prints what it hears, one JSON array a line. Runs
// in Node.
// usage: node osc_js.js udp|tcp|ws PORT FILE
"use strict";
const fs = require("fs");
const osc = require("osc");

const [how, port, file] = process.argv.slice(2);
const commands = JSON.parse(fs.readFileSync(file, "utf8"));
const makers = {
  udp: () => new osc.UDPPort({
    localAddress: "127.0.0.1", localPort: 0, remoteAddress: "127.0.0.1", remotePort: Number(port)
  }),
  tcp: () => new osc.TCPSocketPort({address: "127.0.0.1", port: Number(port)}),
  ws: () => new osc.WebSocketPort({url: `ws://127.0.0.1:${port}`}),
};
const wire = makers[how]();
wire.on("message", (heard) => console.log(JSON.stringify([heard.address, ...heard.args])));
wire.on("error", (error) => console.error(error));
wire.on("ready", () => {
  const say = () => {
    const command = commands.shift();
    if (command === undefined) return;
    const args = command[1].map(([type, value]) => ({type, value}));
    wire.send({address: command[0], args});
    setTimeout(say, 10);
  };
  say();
});
wire.open();

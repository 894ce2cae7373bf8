// The way to a notono-live server. Runs in Max's js object (ES5), on the low-priority thread.
//
// [js notono.client.js HOST PORT]
// inlets   0 messages for the server, with or without /notono/;  1 what [udpreceive] hears
// outlets  0 to [udpsend];  1 to [udpreceive];  2 what the server tells;  3 answers 0/1, port N
//
// [udpsend] speaks from a port that nobody can hear, so the server is told which port to answer.
// That port may be another device's: a word sent to it that does not come back says so, and the next
// one is tried.

inlets = 2;
outlets = 4;

var FIRST_PORT = 9701;
var PORTS = 60;
var PROBE_MS = 250; // a port that has not heard us by then is not ours
var PATIENCE_MS = 3500; // a server that says nothing for so long is gone

var host = jsarguments.length > 1 && jsarguments[1] ? String(jsarguments[1]) : "127.0.0.1";
var serverPort = jsarguments.length > 2 && Number(jsarguments[2]) ? Number(jsarguments[2]) : 9700;
var ownPort = FIRST_PORT;
var title = "max";
var mine = false; // whether ownPort is ours
var secret = "";
var answers = false;
var lastHeard = 0;
var beat = new Task(tick, this);
beat.interval = 1000;
var doubt = new Task(nextPort, this);

function loadbang() {
	connect(host, serverPort);
}

// connect HOST PORT: another server.
function connect(toHost, toPort) {
	host = String(toHost);
	serverPort = Number(toPort);
	lose();
	beat.cancel();
	probe();
}

function probe() {
	mine = false;
	secret = "p" + Math.floor(Math.random() * 1e9) + "-" + now();
	outlet(1, "port", ownPort);
	doubt.schedule(PROBE_MS);
	aim("127.0.0.1", ownPort);
	outlet(0, "/probe", secret);
	aim(host, serverPort);
}

function aim(toHost, toPort) {
	outlet(0, "host", toHost);
	outlet(0, "port", toPort);
}

function nextPort() {
	ownPort = FIRST_PORT + ((ownPort - FIRST_PORT + 1) % PORTS);
	probe();
}

function disconnect() {
	beat.cancel();
	doubt.cancel();
	outlet(0, "/notono/notify", 0, ownPort);
	lose();
}

// name WORD: what the server's log calls this patch.
function name(word) {
	title = String(word);
}

function tick() {
	if (answers && now() - lastHeard > PATIENCE_MS) {
		lose();
	}
	if (answers) {
		outlet(0, "/notono/status");
		return;
	}
	outlet(0, "/notono/notify", 1, ownPort, title);
}

function lose() {
	if (answers) {
		answers = false;
		outlet(3, "answers", 0);
	}
}

function anything() {
	var words = arrayfromargs(arguments);
	if (inlet === 0) {
		var address = messagename.charAt(0) === "/" ? messagename : "/notono/" + messagename;
		outlet(0, [address].concat(words));
		return;
	}
	if (messagename === "/probe") {
		if (words[0] === secret && !mine) {
			mine = true;
			doubt.cancel();
			beat.repeat();
			tick();
		}
		return;
	}
	lastHeard = now();
	if (!answers) {
		answers = true;
		outlet(3, "port", ownPort);
		outlet(3, "answers", 1);
	}
	outlet(2, [messagename].concat(words));
}

function notifydeleted() {
	beat.cancel();
	doubt.cancel();
	outlet(0, "/notono/notify", 0, ownPort);
}

function now() {
	return new Date().getTime();
}
now.local = 1;
tick.local = 1;
probe.local = 1;
aim.local = 1;
nextPort.local = 1;
lose.local = 1;

// One slot of the server in two buffers, of which one sounds and the other is loaded.
// Runs in Max's js object (ES5), on the low-priority thread.
//
// [js notono.slot.js SLOT]
// inlets   0 what the server tells; note VELOCITY; bang; stop; other words are the slot's verbs
//          1 "a" or "b": that buffer has been read
// outlets  0 a|b replace PATH;  1 start TARGET_MS TIME_MS LEVEL, stop, mix A B MS;
//          2 to the server;  3 note FAMILY PITCH SECONDS REVISION, loaded PATH

inlets = 2;
outlets = 4;

var SWAP_MS = 15;

var slot = jsarguments.length > 1 && Number(jsarguments[1]) ? Number(jsarguments[1]) : 1;
var revision = -1;
var family = "none";
var pitch = 60;
var seconds = 0;
var path = "none";
var sounding = "a"; // the buffer that is heard
var loading = ""; // the buffer that is being read, if one is
var wanted = ""; // the newest path that is not loaded yet
var asked = new Task(ask, this);
var rest = new Task(rested, this);

function bang() {
	play(-1, 100);
}

function msg_int(note) {
	play(note, 100);
}

function msg_float(note) {
	play(note, 100);
}

function list(note, velocity) {
	play(note, velocity);
}

// note -1 is the slot's own pitch; velocity 0 lets go.
function play(note, velocity) {
	if (velocity <= 0) {
		outlet(1, "stop");
	} else if (seconds > 0) {
		var rate = note < 0 ? 1 : Math.pow(2, (note - pitch) / 12);
		outlet(1, "start", seconds * 1000, seconds * 1000 / rate, velocity / 127);
	}
}

function stop() {
	outlet(1, "stop");
}

function anything() {
	var words = arrayfromargs(arguments);
	if (inlet === 1) {
		read(messagename);
	} else if (messagename === "/notono/list/slots.reply") {
		row(words);
	} else if (messagename === "/notono/changed") {
		if (words[0] === slot && words[1] !== revision) {
			asked.schedule(5);
		}
	} else if (messagename === "/notono/hello") {
		revision = -1;
	} else if (messagename.charAt(0) !== "/") {
		outlet(2, ["/notono/slot/" + messagename, slot].concat(words));
	}
}

// slot N: another slot of the server.
function slotnumber(number) {
	slot = Number(number);
	revision = -1;
	ask();
}

function ask() {
	outlet(2, "/notono/list/slots");
}

function row(words) {
	if (words[0] !== slot || words[4] === revision) {
		return;
	}
	family = words[1];
	pitch = words[2] < 0 ? 60 : words[2];
	seconds = words[3];
	revision = words[4];
	path = words[6];
	outlet(3, "note", family, pitch, seconds, revision);
	if (path === "none") {
		seconds = 0;
		outlet(1, "stop");
	} else {
		wanted = path;
		load();
	}
}

function load() {
	if (loading === "" && wanted !== "") {
		loading = sounding === "a" ? "b" : "a";
		outlet(0, loading, "replace", wanted);
		wanted = "";
	}
}

// The buffer that has been read is faded in; the one that fades out is not written to meanwhile.
function read(which) {
	if (which === loading) {
		sounding = which;
		outlet(1, "mix", which === "a" ? 1 : 0, which === "b" ? 1 : 0, SWAP_MS);
		outlet(3, "loaded", path);
		rest.schedule(2 * SWAP_MS);
	}
}

function rested() {
	loading = "";
	load();
}
ask.local = 1;
row.local = 1;
load.local = 1;
read.local = 1;
rested.local = 1;

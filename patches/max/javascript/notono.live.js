// Hands rendered files to Ableton Live: into the Simpler on this track, or a clip slot.
// Runs in a Max for Live device's js object (ES5), on the low-priority thread.
//
// inlet    0 what the server tells; slot N; simpler 0/1; clip
// outlets  0 to the server;  1 words for the display
//
// Each file given to Live has a name of its own: Live keeps what it knows of a path.

inlets = 1;
outlets = 2;

var slot = 1;
var toSimpler = false;
var clipWanted = false;
var lastPath = "";

function slotnumber(number) {
	slot = Number(number);
}

// simpler 1: every change of the slot is rendered and goes into the Simpler.
function simpler(on) {
	toSimpler = Number(on) > 0;
	if (toSimpler) {
		render();
	}
}

// A new clip, in the first empty slot of the highlighted audio track.
function clip() {
	clipWanted = true;
	render();
}

function render() {
	outlet(0, "/notono/slot/render", slot);
}

function anything() {
	var words = arrayfromargs(arguments);
	if (messagename === "/notono/changed" && words[0] === slot && toSimpler) {
		render();
	} else if (messagename === "/notono/done" && words[0] === "slot/render" && words[2] === slot) {
		lastPath = words[3];
		if (toSimpler) {
			intoSimpler(lastPath);
		}
		if (clipWanted) {
			clipWanted = false;
			intoClip(lastPath);
		}
	}
}

// What this version of Live can do is asked of the object itself.
function can(object, what) {
	return String(object.info).indexOf("function " + what) >= 0;
}

function intoSimpler(path) {
	var track = new LiveAPI("this_device canonical_parent");
	var found = simplerOf(track);
	if (found === null) {
		say("no Simpler on this track - put one after this device");
	} else if (can(found, "replace_sample")) {
		found.call("replace_sample", path);
		say("in Simpler");
	} else {
		say("this Live has no replace_sample - drag the file from the browser");
	}
}

// The first Simpler of a track, also inside the selected pad of a Drum Rack.
function simplerOf(track) {
	var path = track.unquotedpath;
	for (var index = 0; index < track.getcount("devices"); index++) {
		var device = new LiveAPI(path + " devices " + index);
		if (device.get("class_name")[0] === "OriginalSimpler") {
			return device;
		}
		if (Number(device.get("can_have_drum_pads")[0])) {
			var inside = new LiveAPI(device.unquotedpath + " view selected_drum_pad chains 0 devices 0");
			if (Number(inside.id) && inside.get("class_name")[0] === "OriginalSimpler") {
				return inside;
			}
		}
	}
	return null;
}

function intoClip(path) {
	var track = new LiveAPI("live_set view selected_track");
	if (!Number(track.get("has_audio_input")[0])) {
		say("choose an audio track first");
		return;
	}
	for (var index = 0; index < track.getcount("clip_slots"); index++) {
		var place = new LiveAPI(track.unquotedpath + " clip_slots " + index);
		if (!Number(place.get("has_clip")[0])) {
			if (can(place, "create_audio_clip")) {
				place.call("create_audio_clip", path);
				say("a clip in row " + (index + 1));
			} else {
				say("this Live has no create_audio_clip - drag the file from the browser");
			}
			return;
		}
	}
	say("no empty clip slot on this track");
}

function say(words) {
	outlet(1, "set", words);
}
render.local = 1;
can.local = 1;
intoSimpler.local = 1;
simplerOf.local = 1;
intoClip.local = 1;
say.local = 1;

// A board to draw a region on, over the codes of the current slot. Runs in Max's jsui (ES5).
//
// inlet    0 what the server tells
// outlet   0 to the server: region/time and region/freq while the mouse is dragged, and regenerate
//            when it is let go with shift held down

inlets = 1;
outlets = 1;
mgraphics.init();
mgraphics.relative_coords = 0;
mgraphics.autofill = 0;

var NOTE_SECONDS = 4.096;
var CODES = 512;

var slot = 1;
var layer = "both";
var rows = { top: [], bottom: [] };
var region = { start: 0, end: NOTE_SECONDS, low: 0, high: 1 };
var corner = null; // where the mouse went down
var asked = new Task(ask, this);

function paint() {
	var wide = box.rect[2] - box.rect[0];
	var high = box.rect[3] - box.rect[1];
	mgraphics.set_source_rgba(0.17, 0.18, 0.21, 1);
	mgraphics.rectangle(0, 0, wide, high);
	mgraphics.fill();
	cells(rows[layer === "bottom" ? "bottom" : "top"], wide, high);
	var left = wide * region.start / NOTE_SECONDS;
	var top = high * (1 - region.high);
	mgraphics.set_source_rgba(0.91, 0.64, 0.24, 1);
	mgraphics.set_line_width(2);
	mgraphics.rectangle(
		left, top,
		wide * (region.end - region.start) / NOTE_SECONDS,
		high * (region.high - region.low)
	);
	mgraphics.stroke();
}

function cells(codes, wide, high) {
	for (var row = 0; row < codes.length; row++) {
		var columns = codes[row] ? codes[row].length : 0;
		for (var column = 0; column < columns; column++) {
			var shade = 0.12 + 0.3 * codes[row][column] / CODES;
			mgraphics.set_source_rgba(shade * 0.8, shade, shade * 1.2, 1);
			mgraphics.rectangle(
				wide * column / columns, high * (1 - (row + 1) / codes.length),
				wide / columns - 1, high / codes.length
			);
			mgraphics.fill();
		}
	}
}

function anything() {
	var words = arrayfromargs(arguments);
	if (messagename === "/notono/slot") {
		slot = words[0];
		asked.schedule(20);
	} else if (messagename === "/notono/changed" && words[0] === slot) {
		asked.schedule(20);
	} else if (messagename === "/notono/layer") {
		layer = words[0];
	} else if (messagename === "/notono/region/time") {
		region.start = words[0];
		region.end = words[1];
	} else if (messagename === "/notono/region/freq") {
		region.low = words[0];
		region.high = words[1];
	} else if (messagename === "/notono/codes.reply" && words[0] === slot) {
		rows[words[1]][words[2]] = words.slice(3);
	} else {
		return;
	}
	mgraphics.redraw();
}

function ask() {
	rows = { top: [], bottom: [] };
	outlet(0, "/notono/codes", slot, "top");
	outlet(0, "/notono/codes", slot, "bottom");
}

function place(x, y) {
	return {
		seconds: NOTE_SECONDS * clip(x / (box.rect[2] - box.rect[0])),
		share: 1 - clip(y / (box.rect[3] - box.rect[1]))
	};
}

function onclick(x, y) {
	corner = place(x, y);
}

function ondrag(x, y, pressed, command, shift) {
	if (corner === null) {
		return;
	}
	var other = place(x, y);
	region.start = Math.min(corner.seconds, other.seconds);
	region.end = Math.max(corner.seconds, other.seconds, region.start + 0.01);
	region.low = Math.min(corner.share, other.share);
	region.high = Math.max(corner.share, other.share, region.low + 0.001);
	outlet(0, "/notono/region/time", region.start, region.end);
	outlet(0, "/notono/region/freq", region.low, region.high);
	mgraphics.redraw();
	if (!pressed) {
		corner = null;
		if (shift) {
			outlet(0, "/notono/regenerate");
		}
	}
}

function clip(share) {
	return Math.max(0, Math.min(1, share));
}
cells.local = 1;
ask.local = 1;
place.local = 1;
clip.local = 1;
onclick.local = 1;
ondrag.local = 1;

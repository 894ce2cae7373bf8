// Notono's methods, one for each address, and the parameters' names. Runs in sclang.
// Made by `notono-live patches` from the server's own table.
NotonoTable {
	*parameters { ^["slot", "instrument", "instrument/index", "pitch", "pitch/class", "pitch/octave", "dynamics", "temperature", "top_p", "top_k", "guidance", "seed", "retrigger", "layer", "region/start", "region/length", "region/low", "region/width", "region/time", "region/freq", "region/cells", "auto", "preview", "velocity", "volume", "pan", "release", "loop", "bend", "file/loop", "file/loudness", "file/pattern", "log/level", "midi/notes", "midi/takeover", "xy", "xy/x", "xy/y", "norm/instrument/index", "norm/pitch", "norm/pitch/class", "norm/pitch/octave", "norm/dynamics", "norm/temperature", "norm/top_p", "norm/top_k", "norm/guidance", "norm/seed", "norm/velocity", "norm/volume", "norm/pan", "norm/release", "norm/bend", "norm/file/loudness"] }
}

+ Notono {
	// [on [port [name]]] - hear everything, at this port of your own host or where you send from; 0 stops it
	notify { |... arguments| this.send("notify", *arguments) }
	// answered by pong with the same arguments
	ping { |... arguments| this.send("ping", *arguments) }
	// program, version, protocol and model
	version { |... arguments| this.send("version", *arguments) }
	// how the server is doing
	status { |... arguments| this.send("status", *arguments) }
	// id - answered by synced when all you asked for before has ended
	sync { |... arguments| this.send("sync", *arguments) }
	// one row for each parameter, then done
	listParams { |... arguments| this.send("list/params", *arguments) }
	// one row for each slot, then done
	listSlots { |... arguments| this.send("list/slots", *arguments) }
	// one row for each family, then done
	listInstruments { |... arguments| this.send("list/instruments", *arguments) }
	// one row for each scene, then done
	listScenes { |... arguments| this.send("list/scenes", *arguments) }
	// slot - one row for each take that slot/takes drew last, then done
	listTakes { |... arguments| this.send("list/takes", *arguments) }
	// one row for each MIDI binding, then done
	listMidi { |... arguments| this.send("list/midi", *arguments) }
	// pattern - hear what goes out on the addresses it matches, and what they are now
	listen { |... arguments| this.send("listen", *arguments) }
	// pattern - hear no more of them
	ignore { |... arguments| this.send("ignore", *arguments) }
	// how long each stage takes, then counters, then done
	stats { |... arguments| this.send("stats", *arguments) }
	// level - print what comes in
	dumpOSC { |... arguments| this.send("dumpOSC", *arguments) }
	// mode - whether you hear of fail
	failPosts { |... arguments| this.send("error", *arguments) }
	// [note [velocity [slot]]] - sound a slot now, at its own pitch if no note is said; velocity 0 stops
	play { |... arguments| this.send("play", *arguments) }
	// [note [slot]] - let go of a note, or of all
	stop { |... arguments| this.send("stop", *arguments) }
	// [gate] - silence at once
	panic { |... arguments| this.send("panic", *arguments) }
	// on [name] - record what is heard; 0 ends it
	record { |... arguments| this.send("record", *arguments) }
	// [gate] - draw a new note into the current slot
	generate { |... arguments| this.send("generate", *arguments) }
	// [gate] - redraw the region of the current slot
	regenerate { |... arguments| this.send("regenerate", *arguments) }
	// slot [pitch [instrument [seed]]] - draw a new note into a slot
	slotGenerate { |... arguments| this.send("slot/generate", *arguments) }
	// slot [layer [start_seconds end_seconds [low high [instrument [pitch [seed]]]]]] - redraw a region of a slot; what is left out comes from the parameters
	slotRegenerate { |... arguments| this.send("slot/regenerate", *arguments) }
	// slot layer cells [instrument [pitch [seed]]] - redraw any cells of a slot; under own each cell keeps the labels it has, and so it does under pitch -1; what is left out comes from the parameters, but for own's pitch
	slotRedraw { |... arguments| this.send("slot/redraw", *arguments) }
	// slot layer cells [seed] - random codes in these cells; beneath top cells the bottom is drawn to fit
	slotRandomize { |... arguments| this.send("slot/randomize", *arguments) }
	// slot layer cells [decibels] - silence these cells' part of the sound, or turn it down; nothing is drawn
	slotErase { |... arguments| this.send("slot/erase", *arguments) }
	// slot layer cells instrument [pitch] - paint labels on cells without drawing, for the next redraw under own; own and -1 leave what is there, and a pitch left out is -1; labels of top cells reach the bottom beneath
	slotLabel { |... arguments| this.send("slot/label", *arguments) }
	// slot layer - the labels of a slot's cells, three messages for each row, lowest band first, then done
	slotLabels { |... arguments| this.send("slot/labels", *arguments) }
	// slot count [layer cells [instrument [pitch [seed]]]] - draw several takes of cells, or of the region, to choose from; labels as in slot/redraw; the slot stays as it is
	slotTakes { |... arguments| this.send("slot/takes", *arguments) }
	// slot take - sound a take under the slot's keys until the slot changes; 0 is the slot's own note
	slotAudition { |... arguments| this.send("slot/audition", *arguments) }
	// slot take - put a take in the slot; undo brings back what it held
	slotChoose { |... arguments| this.send("slot/choose", *arguments) }
	// slot [pitch [instrument [velocity]]] - write a new file; under another pitch, family or velocity the note is drawn anew, for the file only
	slotRender { |... arguments| this.send("slot/render", *arguments) }
	// slot name [pitch [instrument]] - encode a sound file into a slot; say its pitch and family if you know them
	slotLoad { |... arguments| this.send("slot/load", *arguments) }
	// slot name - write a slot to sounds/
	slotSave { |... arguments| this.send("slot/save", *arguments) }
	// slot lowest highest [step] - draw and write a slot at several pitches, for keyboards
	slotKeymap { |... arguments| this.send("slot/keymap", *arguments) }
	// [name] - write the first 16 filled slots as a folder for drum pads, from key 36 up
	pads { |... arguments| this.send("pads", *arguments) }
	// slot [note [velocity]] - sound a slot; a button's release lets go
	slotPlay { |... arguments| this.send("slot/play", *arguments) }
	// slot - let go of all that a slot sounds
	slotStop { |... arguments| this.send("slot/stop", *arguments) }
	// slot - cut all that a slot sounds, without a click
	slotChoke { |... arguments| this.send("slot/choke", *arguments) }
	// slot target - copy a slot's note to another slot
	slotCopy { |... arguments| this.send("slot/copy", *arguments) }
	// slot target - exchange two slots' notes, as one change of each; one may be empty
	slotSwap { |... arguments| this.send("slot/swap", *arguments) }
	// slot - keep the note as the slot's side B, until the next mark
	slotMark { |... arguments| this.send("slot/mark", *arguments) }
	// slot - A/B: turn between the note and side B, which is the note before the last change until you mark one; undo knows nothing of turning, and a change made on side B starts from B
	slotCompare { |... arguments| this.send("slot/compare", *arguments) }
	// slot - empty a slot; undo brings it back
	slotClear { |... arguments| this.send("slot/clear", *arguments) }
	// slot - one change back; it works after a restart too
	slotUndo { |... arguments| this.send("slot/undo", *arguments) }
	// slot - one change forward again
	slotRedo { |... arguments| this.send("slot/redo", *arguments) }
	// slot locked - 1 refuses changes to a slot, a scene's too; 0 allows them
	slotLock { |... arguments| this.send("slot/lock", *arguments) }
	// slot layer - the codes of a slot, one row of the map a message, lowest band first, then done
	codes { |... arguments| this.send("codes", *arguments) }
	// name - keep all parameters and slots under a name
	sceneSave { |... arguments| this.send("scene/save", *arguments) }
	// name - all parameters and slots as they were, at once; locked slots stay; each slot can undo it
	sceneRecall { |... arguments| this.send("scene/recall", *arguments) }
	// name - forget a scene; the slots keep their notes
	sceneDelete { |... arguments| this.send("scene/delete", *arguments) }
	// target - bind the next control that moves to an address; answered by midi/learned
	midiLearn { |... arguments| this.send("midi/learn", *arguments) }
	// target - unbind an address
	midiUnlearn { |... arguments| this.send("midi/unlearn", *arguments) }
	// stop waiting for a control
	midiLearnCancel { |... arguments| this.send("midi/learn/cancel", *arguments) }
	// keep the bindings in the settings' file
	midiSave { |... arguments| this.send("midi/save", *arguments) }
	// [job] - take back one job, or with -1 all of yours
	cancel { |... arguments| this.send("cancel", *arguments) }
	// stop the server; from its own machine only
	quit { |... arguments| this.send("quit", *arguments) }
	// the current slot, which 0 stands for elsewhere
	slot { ^this.at("slot") }
	slot_ { |slot| this.send("slot", slot) }
	// family to draw: a name, or a number 0 to 10
	instrument { ^this.at("instrument") }
	instrument_ { |instrument| this.send("instrument", instrument) }
	// the same family as a number, for knobs and menus (-1 is told for none)
	instrumentIndex { ^this.at("instrument/index") }
	instrumentIndex_ { |index| this.send("instrument/index", index) }
	// pitch to draw
	pitch { ^this.at("pitch") }
	pitch_ { |pitch| this.send("pitch", pitch) }
	// the pitch without its octave; 0 is C
	pitchClass { ^this.at("pitch/class") }
	pitchClass_ { |class| this.send("pitch/class", class) }
	// its octave; 4 begins at middle C
	pitchOctave { ^this.at("pitch/octave") }
	pitchOctave_ { |octave| this.send("pitch/octave", octave) }
	// how hard the note is struck that is drawn, if the model knows; 0 leaves it open
	dynamics { ^this.at("dynamics") }
	dynamics_ { |dynamics| this.send("dynamics", dynamics) }
	// how boldly codes are drawn
	temperature { ^this.at("temperature") }
	temperature_ { |temperature| this.send("temperature", temperature) }
	// draw from the likeliest codes up to this share; 0 is off
	topP { ^this.at("top_p") }
	topP_ { |top_p| this.send("top_p", top_p) }
	// draw from this many likeliest codes; 0 is off
	topK { ^this.at("top_k") }
	topK_ { |top_k| this.send("top_k", top_k) }
	// weight of the labels, in new notes of the instrument; 1 is as trained
	guidance { ^this.at("guidance") }
	guidance_ { |guidance| this.send("guidance", guidance) }
	// -1 is a new one each time; the same seed repeats a take
	seed { ^this.at("seed") }
	seed_ { |seed| this.send("seed", seed) }
	// what begins with an attack where a region is drawn after something else: nothing, another instrument, or any other note
	retrigger { ^this.at("retrigger") }
	retrigger_ { |retrigger| this.send("retrigger", retrigger) }
	// map to redraw; top frees the bottom beneath, as both
	layer { ^this.at("layer") }
	layer_ { |layer| this.send("layer", layer) }
	// where the region begins
	regionStart { ^this.at("region/start") }
	regionStart_ { |start| this.send("region/start", start) }
	// how long the region lasts, one bottom column at least
	regionLength { ^this.at("region/length") }
	regionLength_ { |length| this.send("region/length", length) }
	// lower edge of the region
	regionLow { ^this.at("region/low") }
	regionLow_ { |low| this.send("region/low", low) }
	// height of the region, one bottom row at least
	regionWidth { ^this.at("region/width") }
	regionWidth_ { |width| this.send("region/width", width) }
	// start and end of the region; snaps outward to cells
	regionTime { ^this.at("region/time") }
	regionTime_ { |start, end| this.send("region/time", start, end) }
	// lower and upper edge of the region; snaps outward to cells
	regionFreq { ^this.at("region/freq") }
	regionFreq_ { |low, high| this.send("region/freq", low, high) }
	// the region in cells of the current layer, ends exclusive
	regionCells { ^this.at("region/cells") }
	regionCells_ { |t0, t1, f0, f1| this.send("region/cells", t0, t1, f0, f1) }
	// 1: the region is redrawn whenever a control settles
	auto { ^this.at("auto") }
	auto_ { |auto| this.send("auto", auto) }
	// what a held slot lets hear of a redraw before it is done: nothing, each column, or first all of it roughly
	preview { ^this.at("preview") }
	preview_ { |preview| this.send("preview", preview) }
	// how loud notes are played that say no velocity
	velocity { ^this.at("velocity") }
	velocity_ { |velocity| this.send("velocity", velocity) }
	// of all that is heard
	volume { ^this.at("volume") }
	volume_ { |volume| this.send("volume", volume) }
	// left to right
	pan { ^this.at("pan") }
	pan_ { |pan| this.send("pan", pan) }
	// how long a note rings after it is let go
	release { ^this.at("release") }
	release_ { |release| this.send("release", release) }
	// 1: a held note goes on past its end
	looping { ^this.at("loop") }
	looping_ { |loop| this.send("loop", loop) }
	// of the notes that play plays
	bend { ^this.at("bend") }
	bend_ { |bend| this.send("bend", bend) }
	// 1: renders and keymaps carry a loop, where the note has a steady part
	fileLoop { ^this.at("file/loop") }
	fileLoop_ { |loop| this.send("file/loop", loop) }
	// of renders, keymaps and pads, each; 0 leaves them as they are
	fileLoudness { ^this.at("file/loudness") }
	fileLoudness_ { |loudness| this.send("file/loudness", loudness) }
	// how renders, keymaps and pads name their files; - is our own way
	filePattern { ^this.at("file/pattern") }
	filePattern_ { |pattern| this.send("file/pattern", pattern) }
	// from where on /notono/log tells
	logLevel { ^this.at("log/level") }
	logLevel_ { |level| this.send("log/level", level) }
	// keys sound the slot, or draw it at their pitch, or sound slots from key 36 up
	midiNotes { ^this.at("midi/notes") }
	midiNotes_ { |mode| this.send("midi/notes", mode) }
	// a knob that stands elsewhere: jumps, waits until it comes by, or moves in proportion
	midiTakeover { ^this.at("midi/takeover") }
	midiTakeover_ { |mode| this.send("midi/takeover", mode) }
	// two parameters at once, for a surface under one finger
	xy { ^this.at("xy") }
	xy_ { |x, y| this.send("xy", x, y) }
	// what the surface moves to the right
	xyX { ^this.at("xy/x") }
	xyX_ { |target| this.send("xy/x", target) }
	// what the surface moves upward
	xyY { ^this.at("xy/y") }
	xyY_ { |target| this.send("xy/y", target) }
}

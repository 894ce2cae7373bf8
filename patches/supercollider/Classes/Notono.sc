// A notono-live server, from the language: says what is asked, keeps what is told, and holds a
// Buffer of each slot. Every address has a method of its own in NotonoTable.sc.
// Runs in sclang; scsynth plays.
Notono {
	classvar <>default;
	var <server, <address, <buffers, <rows, <told, <>onDone, <>onFail, <>onLoaded;
	var revisions, loading, leaving, name, waiting, heartbeat, <answers = false, lastHeard = 0;

	*new { |server, host = "127.0.0.1", port = 9700|
		^super.new.init(server ?? { Server.default }, NetAddr(host, port))
	}

	*initClass {
		Class.initClassTree(Event);
		Class.initClassTree(SynthDescLib);
		StartUp.add {
			SynthDef(\notono, { |out = 0, bufnum, rate = 1, amp = 0.5, pan = 0, gate = 1, release = 0.25|
				var sound = PlayBuf.ar(1, bufnum, BufRateScale.kr(bufnum) * rate, doneAction: 0);
				var ends = EnvGen.kr(Env([1, 1], [BufDur.kr(bufnum) / rate]), doneAction: 2);
				var held = EnvGen.kr(Env.asr(0, 1, release), gate, doneAction: 2);
				Out.ar(out, Pan2.ar(sound * held * ends, pan, amp * 2.sqrt));
			}).add;
		};
		// (type: \notono, slot: 3, midinote: 60).play
		Event.addEventType(\notono, {
			var notono = ~notono ?? { Notono.default };
			var slot = ~slot ? 1, buffer = notono.buffers[slot];
			if (buffer.notNil) {
				~instrument = \notono;
				~bufnum = buffer.bufnum;
				~rate = notono.rate(slot, ~midinote.value);
				~type = \note;
				currentEnvironment.play;
			};
		}, (slot: 1));
	}

	init { |aServer, anAddress|
		server = aServer;
		address = anAddress;
		buffers = IdentityDictionary.new;
		rows = IdentityDictionary.new;
		revisions = IdentityDictionary.new;
		loading = IdentityDictionary.new;
		leaving = IdentitySet.new;
		told = Dictionary.new;
		waiting = IdentityDictionary.new;
		name = "notono%".format(this.identityHash.abs).asSymbol;
		default = default ? this;
		this.listenTo('/notono/done', { |message| this.prDone(message) });
		this.listenTo('/notono/fail', { |message| this.prFail(message) });
		this.listenTo('/notono/list/slots.reply', { |message| this.prRow(message) });
		this.listenTo('/notono/changed', { this.send("list/slots") });
		this.listenTo('/notono/status.reply', { |message| told["status.reply"] = message[1..] });
		NotonoTable.parameters.do { |parameter|
			this.listenTo(("/notono/" ++ parameter).asSymbol, { |message|
				told[parameter] = message[1..];
				this.changed(parameter.asSymbol, *message[1..]);
			});
		};
		ServerBoot.add(this, server);
		server.addDependant(this);
		this.connect;
	}

	listenTo { |path, action|
		OSCdef((name ++ path).asSymbol, { |message|
			lastHeard = Main.elapsedTime;
			action.value(message);
		}, path, address).permanent_(true);
	}

	// Registers, and again whenever the server was gone.
	connect {
		heartbeat.stop;
		heartbeat = SkipJack({
			if (Main.elapsedTime - lastHeard > 3.5) { answers = false };
			if (answers) { this.send("status") } { this.send("notify", 1) };
		}, 1, name: name, autostart: true);
	}

	free {
		heartbeat.stop;
		ServerBoot.remove(this, server);
		server.removeDependant(this);
		this.send("notify", 0);
		OSCdef.all.keys.select { |key| key.asString.beginsWith(name.asString) }
			.do { |key| OSCdef(key).free };
		buffers.do(_.free);
		buffers.clear;
		if (default === this) { default = nil };
	}

	// An address without /notono/, and its arguments.
	send { |verb ... arguments|
		address.sendMsg("/notono/" ++ verb, *arguments);
	}

	// What a parameter was last told to be: a value, or an array of several.
	at { |parameter|
		var values = told[parameter.asString];
		^if (values.size == 1) { values[0] } { values };
	}

	// How fast a slot is to be played to sound at a MIDI note; nil is its own pitch.
	rate { |slot, midinote|
		var pitch = rows[slot] !? { |row| row[\pitch] } ? 60;
		^if (midinote.isNil or: { pitch < 0 }) { 1 } { (midinote - pitch).midiratio };
	}

	// Calls the function when a slot's next note is in its Buffer.
	whenLoaded { |slot, action|
		waiting[slot] = (waiting[slot] ? []).add(action);
	}

	// Plays a slot once; its own pitch if no note is given.
	playSlot { |slot = 1, midinote, amp = 0.5|
		^buffers[slot] !? { |buffer|
			Synth(\notono, [\bufnum, buffer, \rate, this.rate(slot, midinote), \amp, amp], server)
		};
	}

	prDone { |message|
		if (message[1] == \notify) { answers = true };
		onDone.value(*message[1..]);
		this.changed(\done, *message[1..]);
	}

	prFail { |message|
		onFail.value(*message[1..]);
		this.changed(\fail, *message[1..]);
	}

	// scsynth is there, or is there again: what it was not told to load, it loads now.
	update { |who, what|
		if (what == \serverRunning and: { server.serverRunning }) {
			rows.keysDo { |slot| this.prLoad(slot) };
		};
	}

	// A new scsynth has none of the Buffers of the one before.
	doOnServerBoot {
		[buffers, revisions, loading, leaving].do(_.clear);
	}

	prRow { |message|
		var slot = message[1];
		if (answers.not) { revisions.clear; loading.clear };
		rows[slot] = (instrument: message[2], pitch: message[3], seconds: message[4],
			revision: message[5], locked: message[6], path: message[7].asString);
		this.prLoad(slot);
	}

	// A revision counts as there when its Buffer is: without scsynth none is, and it is left for later.
	prLoad { |slot|
		var path = rows[slot][\path], revision = rows[slot][\revision];
		if (revisions[slot] != revision and: { loading[slot] != revision }) {
			if (path == "none") {
				revisions[slot] = revision;
				this.prKeep(slot, nil);
			} {
				if (server.serverRunning) {
					loading[slot] = revision;
					Buffer.read(server, path, action: { |buffer|
						if (loading[slot] == revision) { loading.removeAt(slot) };
						revisions[slot] = revision;
						this.prKeep(slot, buffer);
						onLoaded.value(slot, buffer);
						this.changed(\loaded, slot, buffer);
						waiting.removeAt(slot).do { |action| action.value(buffer) };
					});
				};
			};
		};
	}

	// Sounding notes go on with the old Buffer, so it is kept as long as a note may last.
	prKeep { |slot, buffer|
		var old = buffers[slot];
		buffers[slot] = buffer;
		old !? {
			leaving.add(old);
			SystemClock.sched(70, {
				if (leaving.includes(old)) { leaving.remove(old); old.free };
				nil
			});
		};
	}
}

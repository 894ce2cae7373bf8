// The sound in the browser: voices of the current note through a gain and a limiter. A new version
// fades in under every voice that sounds, at the place where the old one was. Browser, main thread.

import * as store from "../store.js";

const FADE_SECONDS = 0.08; // between two versions of a note
const ATTACK_SECONDS = 0.004; // against clicks
const EDGE_SECONDS = 0.004; // the same at both ends of the loop
const AHEAD_SECONDS = 0.012; // what is said of the present comes late, as a step
const LOOP = "loop"; // the voice that is no key

let context = null;
let gain = null;
let meter = null;
let note = null; // {samples, rate, pitch}
let buffer = null;
const voices = new Map(); // key → {source, level, began, rate, peak}

/** Browsers let a page sound only after a gesture; so this is called by each. */
export async function wake() {
  if (!context) {
    context = new AudioContext({ latencyHint: "interactive" });
    gain = new GainNode(context);
    const limits = { threshold: -4, knee: 0, ratio: 20, attack: 0.002, release: 0.12 };
    const limiter = new DynamicsCompressorNode(context, limits);
    meter = new AnalyserNode(context, { fftSize: 2048 });
    gain.connect(limiter).connect(meter).connect(context.destination);
    store.on("volume", (db) =>
      gain.gain.setTargetAtTime(10 ** (db / 20), context.currentTime, 0.02),
    );
    if (note) buffer = made(note);
  }
  if (context.state === "suspended") await context.resume();
}

/** Sound another version from now on; null for none. */
export function update(samples, rate, pitch) {
  note = samples && { samples, rate, pitch };
  buffer = null;
  if (!context) return;
  if (!note) return stopAll();
  buffer = made(note);
  for (const [key, voice] of [...voices]) {
    const when = context.currentTime + AHEAD_SECONDS;
    const at = place(voice, when);
    end(voice, FADE_SECONDS);
    voices.set(key, begin(voice.rate, voice.peak, at, FADE_SECONDS, voice.looped, when));
  }
}

function made({ samples, rate }) {
  const whole = new AudioBuffer({ length: samples.length, numberOfChannels: 1, sampleRate: rate });
  const edged = samples.slice();
  const edge = Math.min(Math.round(EDGE_SECONDS * rate), samples.length);
  for (let i = 0; i < edge; i++) {
    edged[i] *= i / edge;
    edged[edged.length - 1 - i] *= i / edge;
  }
  whole.copyToChannel(edged, 0);
  return whole;
}

function begin(rate, peak, at, fade, looped, when = context.currentTime) {
  const source = new AudioBufferSourceNode(context, { buffer, loop: looped, playbackRate: rate });
  const level = new GainNode(context, { gain: 0 });
  level.gain.setValueAtTime(0, when);
  level.gain.linearRampToValueAtTime(peak, when + fade);
  source.connect(level).connect(gain);
  source.start(when, at);
  const risen = when + fade;
  const voice = { source, level, began: when - at / rate, rate, peak, looped, risen };
  source.addEventListener("ended", () => forget(voice));
  return voice;
}

function end(voice, seconds) {
  const when = context.currentTime + AHEAD_SECONDS;
  const level = voice.level.gain;
  if (when >= voice.risen) level.setValueAtTime(voice.peak, when);
  else if (level.cancelAndHoldAtTime) level.cancelAndHoldAtTime(when);
  else level.cancelScheduledValues(when).setValueAtTime(level.value, when);
  level.linearRampToValueAtTime(0, when + seconds);
  voice.source.stop(when + seconds + 0.01);
}

function forget(voice) {
  for (const [key, each] of voices) if (each === voice) voices.delete(key);
  store.put("looping", voices.has(LOOP));
}

/** Where in the note a voice is, in seconds. */
function place(voice, when = context.currentTime) {
  const seconds = Math.max(0, (when - voice.began) * voice.rate);
  return voice.looped ? seconds % buffer.duration : Math.min(seconds, buffer.duration);
}

export async function loop(on) {
  await wake();
  if (voices.has(LOOP)) end(voices.get(LOOP), 0.03);
  voices.delete(LOOP);
  if (on && buffer) voices.set(LOOP, begin(1, 0.9, 0, ATTACK_SECONDS, store.first("loop", 1) > 0));
  store.put("looping", voices.has(LOOP));
}

/** `velocity` 1..127. The note sounds as it is at its own pitch. */
export async function noteOn(pitch, velocity) {
  await wake();
  noteOff(pitch);
  if (!buffer) return;
  const rate = 2 ** ((pitch - note.pitch) / 12);
  voices.set(
    pitch,
    begin(rate, (velocity / 127) ** 1.5, 0, ATTACK_SECONDS, store.first("loop", 1) > 0),
  );
}

export function noteOff(pitch) {
  if (!voices.has(pitch)) return;
  end(voices.get(pitch), Math.max(0.01, store.first("release", 0.25)));
  voices.delete(pitch);
}

export function stopAll() {
  for (const voice of voices.values()) end(voice, 0.02);
  voices.clear();
  store.put("looping", false);
}

/** Seconds into the note of the loop, or of the newest key; null where nothing sounds. */
export function position() {
  if (!context || !buffer || !voices.size) return null;
  return place(voices.get(LOOP) ?? [...voices.values()].at(-1));
}

/** The last moments of what is heard, behind the limiter. */
export function heard() {
  const samples = new Float32Array(meter?.fftSize ?? 0);
  meter?.getFloatTimeDomainData(samples);
  return samples;
}

/** The highest of them, 0..1. */
export function peak() {
  return heard().reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

export function voicesSounding() {
  return voices.size;
}

// Runs in a worker: samples in, levels of the picture out. After an edit only the columns that have
// changed are computed.

import { Spectrum } from "./fft.js";
import { HIGHEST_HZ, hertz } from "./axis.js";

const ROWS = 512;
const FRAME_SAMPLES = 2048;
const HOP_SECONDS = 0.008;
const TAPS = 24; // each side of the low-pass, in output samples × factor
const FLOOR_DB = -84; // below a full-scale sine; level 0
const CEILING_DB = -6; // level 255

const spectrum = new Spectrum(FRAME_SAMPLES);
let known = { samples: new Float32Array(0), rate: 0, levels: new Uint8Array(0), frames: 0 };

onmessage = ({ data: { id, samples, rate } }) => {
  const began = performance.now();
  const factor = Math.max(1, Math.floor(rate / (2 * HIGHEST_HZ)));
  const slow = { samples: decimated(samples, factor), rate: rate / factor };
  const hop = Math.round(slow.rate * HOP_SECONDS);
  const frames = Math.max(1, Math.ceil(slow.samples.length / hop));
  const same = known.rate === slow.rate && known.frames === frames;
  const [from, to] = same ? changed(known.samples, slow.samples, hop, frames) : [0, frames];
  const levels = same ? known.levels : new Uint8Array(frames * ROWS);
  analyse(slow, hop, levels, from, to);
  known = { ...slow, levels, frames };
  const part = levels.slice(from * ROWS, to * ROWS);
  const took = performance.now() - began;
  const seconds = samples.length / rate;
  postMessage({ id, part, from, to, frames, rows: ROWS, seconds, took }, [part.buffer]);
};

/** Every `factor`th sample, after a low-pass. */
function decimated(samples, factor) {
  if (factor === 1) return samples;
  const reach = Math.round((TAPS * factor) / 2);
  const kernel = new Float32Array(2 * reach + 1);
  let sum = 0;
  for (let i = -reach; i <= reach; i++) {
    const x = (0.96 * i) / factor;
    const sinc = i === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    sum += kernel[i + reach] = sinc * (0.5 + 0.5 * Math.cos((Math.PI * i) / (reach + 1)));
  }
  for (let i = 0; i < kernel.length; i++) kernel[i] /= sum;
  const out = new Float32Array(Math.floor(samples.length / factor));
  for (let n = 0; n < out.length; n++) {
    const start = n * factor - reach;
    const first = Math.max(0, -start);
    const end = Math.min(kernel.length, samples.length - start);
    let value = 0;
    for (let k = first; k < end; k++) value += kernel[k] * samples[start + k];
    out[n] = value;
  }
  return out;
}

/** Frames that see a sample which differs. */
function changed(old, fresh, hop, frames) {
  const length = Math.min(old.length, fresh.length);
  let low = 0;
  while (low < length && old[low] === fresh[low]) low++;
  if (low === length && old.length === fresh.length) return [0, 0];
  let back = 1;
  while (back < length - low && old.at(-back) === fresh.at(-back)) back++;
  const reach = FRAME_SAMPLES / 2;
  const from = Math.floor((low - reach) / hop);
  const to = Math.ceil((fresh.length - back + reach) / hop) + 1;
  return [Math.max(0, from), Math.min(frames, to)];
}

/** Levels 0..255 of frames [from, to): a frame's rows lie together, the lowest first. */
function analyse({ samples, rate }, hop, levels, from, to) {
  const rows = rowsOf(rate);
  const top = 20 * Math.log10(FRAME_SAMPLES / 4);
  const scale = 255 / (CEILING_DB - FLOOR_DB);
  for (let frame = from; frame < to; frame++) {
    const power = spectrum.of(samples, frame * hop - FRAME_SAMPLES / 2);
    for (let row = 0; row < ROWS; row++) {
      const { low, high, share } = rows[row];
      let value = 0;
      if (high > low + 1) for (let bin = low; bin <= high; bin++) value = Math.max(value, power[bin]);
      else value = power[low] + share * (power[low + 1] - power[low]);
      const db = 10 * Math.log10(value + 1e-12) - top;
      levels[frame * ROWS + row] = Math.max(0, Math.min(255, (db - FLOOR_DB) * scale));
    }
  }
}

let rowsKnown = { rate: 0, rows: [] };

/** Which bins each row of the mel axis shows: between two bins, or the loudest of several. */
function rowsOf(rate) {
  if (rowsKnown.rate !== rate) {
    const perBin = rate / FRAME_SAMPLES;
    const rows = Array.from({ length: ROWS }, (_, row) => {
      const middle = hertz((row + 0.5) / ROWS) / perBin;
      const low = hertz(row / ROWS) / perBin;
      const high = hertz((row + 1) / ROWS) / perBin;
      if (high - low > 1.5) return { low: Math.round(low), high: Math.round(high), share: 0 };
      return { low: Math.floor(middle), high: Math.floor(middle) + 1, share: middle % 1 };
    });
    rowsKnown = { rate, rows };
  }
  return rowsKnown.rows;
}

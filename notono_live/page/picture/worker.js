// Runs in a worker: samples in, levels of the picture out. After an edit only the frames that have
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
let known = { source: new Float32Array(0), rate: 0, samples: null, levels: null, frames: 0 };

onmessage = ({ data: { id, samples, rate } }) => {
  const began = performance.now();
  const factor = Math.max(1, Math.floor(rate / (2 * HIGHEST_HZ)));
  const hop = Math.round((rate / factor) * HOP_SECONDS);
  const length = Math.floor(samples.length / factor);
  const frames = Math.max(1, Math.ceil(length / hop));
  const fresh = known.rate !== rate || known.source.length !== samples.length;
  if (fresh) known = { samples: new Float32Array(length), levels: new Uint8Array(frames * ROWS) };
  const [low, high] = fresh ? [0, samples.length] : changed(known.source, samples);
  const [first, end] = decimate(samples, factor, low, high, known.samples);
  const reach = FRAME_SAMPLES / 2;
  const from = Math.max(0, Math.floor((first - reach) / hop));
  const to = end > first ? Math.min(frames, Math.ceil((end + reach) / hop) + 1) : from;
  analyse(known.samples, rate / factor, hop, known.levels, from, to);
  Object.assign(known, { source: samples, rate, frames });
  const part = known.levels.slice(from * ROWS, to * ROWS);
  const took = performance.now() - began;
  const seconds = samples.length / rate;
  postMessage({ id, part, from, to, frames, rows: ROWS, seconds, took }, [part.buffer]);
};

/** Every `factor`th sample after a low-pass, where those from `low` to `high` have changed; from
    where to where that has written. */
function decimate(samples, factor, low, high, out) {
  const reach = factor === 1 ? 0 : Math.round((TAPS * factor) / 2);
  const first = Math.max(0, Math.floor((low - reach) / factor));
  const end = Math.min(out.length, Math.ceil((high + reach) / factor) + 1);
  if (high <= low) return [0, 0];
  const kernel = lowPass(factor, reach);
  for (let n = first; n < end; n++) {
    const start = n * factor - reach;
    const from = Math.max(0, -start);
    const to = Math.min(kernel.length, samples.length - start);
    let value = 0;
    for (let k = from; k < to; k++) value += kernel[k] * samples[start + k];
    out[n] = value;
  }
  return [first, end];
}

function lowPass(factor, reach) {
  const kernel = Float32Array.from({ length: 2 * reach + 1 }, (_, k) => {
    const x = (0.96 * (k - reach)) / factor;
    const sinc = k === reach ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    return sinc * (0.5 + 0.5 * Math.cos((Math.PI * (k - reach)) / (reach + 1)));
  });
  const sum = kernel.reduce((total, value) => total + value, 0);
  return kernel.map((value) => value / sum);
}

/** From the first sample that differs to behind the last; [0, 0] where none does. */
function changed(old, fresh) {
  let low = 0;
  let high = fresh.length;
  while (low < high && old[low] === fresh[low]) low++;
  while (high > low && old[high - 1] === fresh[high - 1]) high--;
  return low < high ? [low, high] : [0, 0];
}

/** Levels 0..255 of frames [from, to): a frame's rows lie together, the lowest first. */
function analyse(samples, rate, hop, levels, from, to) {
  const rows = rowsOf(rate);
  const full = (FRAME_SAMPLES / 4) ** 2; // the power of a full-scale sine
  const scale = 255 / (CEILING_DB - FLOOR_DB);
  for (let frame = from; frame < to; frame++) {
    const power = spectrum.of(samples, frame * hop - FRAME_SAMPLES / 2);
    for (let row = 0; row < ROWS; row++) {
      const { low, high, share } = rows[row];
      let value = 0;
      if (high > low + 1)
        for (let bin = low; bin <= high; bin++) value = Math.max(value, power[bin]);
      else value = power[low] + share * (power[low + 1] - power[low]);
      const level = (decibels(value / full) - FLOOR_DB) * scale;
      levels[frame * ROWS + row] = level < 0 ? 0 : level > 255 ? 255 : level;
    }
  }
}

const single = new Float32Array(1);
const bits = new Int32Array(single.buffer);

/** Of a power, to a seventh of a decibel: a float's bits are nearly its logarithm. A tenth of the
    time of Math.log10. */
function decibels(power) {
  single[0] = power;
  return (bits[0] * 2 ** -23 - 126.957) * 3.0103;
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

// Power spectra of real frames: a complex radix-2 transform of half the length, then untangled.
// Browser, main thread and worker.

export class Spectrum {
  /** `size`: samples in a frame, a power of two. */
  constructor(size) {
    this.size = size;
    const half = (this.half = size / 2);
    this.real = new Float32Array(half);
    this.imaginary = new Float32Array(half);
    this.power = new Float32Array(half + 1);
    this.window = Float32Array.from(
      { length: size },
      (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size),
    );
    this.order = new Uint32Array(half);
    const bits = Math.log2(half);
    for (let i = 0; i < half; i++) {
      for (let b = 0; b < bits; b++) if (i & (1 << b)) this.order[i] |= 1 << (bits - 1 - b);
    }
    const turn = (2 * Math.PI) / size;
    this.cos = Float32Array.from({ length: half }, (_, i) => Math.cos(turn * i));
    this.sin = Float32Array.from({ length: half }, (_, i) => -Math.sin(turn * i));
  }

  /** Squared magnitudes of bins 0..size/2 of the frame that begins at `start`; silence is outside
      the samples. A full-scale sine reaches about (size/4)². */
  of(samples, start) {
    const { half, real, imaginary, order, window } = this;
    for (let i = 0; i < half; i++) {
      const at = start + 2 * i;
      const to = order[i];
      real[to] = at >= 0 && at < samples.length ? samples[at] * window[2 * i] : 0;
      imaginary[to] = at >= -1 && at + 1 < samples.length ? samples[at + 1] * window[2 * i + 1] : 0;
    }
    this.transform();
    this.untangle();
    return this.power;
  }

  transform() {
    const { half, real, imaginary, cos, sin } = this;
    for (let width = 2; width <= half; width *= 2) {
      const middle = width / 2;
      const step = (2 * half) / width;
      for (let k = 0; k < middle; k++) {
        const c = cos[k * step];
        const s = sin[k * step];
        for (let i = k; i < half; i += width) {
          const j = i + middle;
          const x = real[j] * c - imaginary[j] * s;
          const y = real[j] * s + imaginary[j] * c;
          real[j] = real[i] - x;
          imaginary[j] = imaginary[i] - y;
          real[i] += x;
          imaginary[i] += y;
        }
      }
    }
  }

  /** From the transform of even samples + i · odd samples to the powers of the whole. */
  untangle() {
    const { half, real, imaginary, cos, sin, power } = this;
    for (let k = 0; k <= half; k++) {
      const a = k % half;
      const b = (half - k) % half;
      const evenX = 0.5 * (real[a] + real[b]);
      const evenY = 0.5 * (imaginary[a] - imaginary[b]);
      const oddX = 0.5 * (imaginary[a] + imaginary[b]);
      const oddY = 0.5 * (real[b] - real[a]);
      const c = k === half ? -1 : cos[k];
      const s = k === half ? 0 : sin[k];
      const x = evenX + c * oddX - s * oddY;
      const y = evenY + c * oddY + s * oddX;
      power[k] = x * x + y * y;
    }
  }
}

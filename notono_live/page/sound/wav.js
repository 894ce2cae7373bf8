// A WAV file's samples: what the server writes (mono PCM of 16 or 24 bits, or 32-bit floats).
// Browser, main thread.

/** ArrayBuffer → {samples: Float32Array, rate}. Throws where it is no such file. */
export function read(buffer) {
  const view = new DataView(buffer);
  if (buffer.byteLength < 12 || word(view, 0) !== "RIFF") throw new Error("no WAV file");
  let format = null;
  for (let at = 12; at + 8 <= buffer.byteLength;) {
    const size = view.getUint32(at + 4, true);
    if (word(view, at) === "fmt ") {
      format = {
        float: view.getUint16(at + 8, true) === 3,
        channels: view.getUint16(at + 10, true),
        rate: view.getUint32(at + 12, true),
        bits: view.getUint16(at + 22, true),
      };
    } else if (word(view, at) === "data" && format) {
      const bytes = new Uint8Array(buffer, at + 8, Math.min(size, buffer.byteLength - at - 8));
      return { samples: decoded(bytes, format), rate: format.rate };
    }
    at += 8 + size + (size % 2);
  }
  throw new Error("no sound in the WAV file");
}

function word(view, at) {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
}

function decoded(bytes, { bits, float, channels }) {
  if (channels !== 1) throw new Error("not a mono file");
  if (float) return new Float32Array(bytes.slice().buffer);
  const width = bits / 8;
  const samples = new Float32Array(Math.floor(bytes.length / width));
  const scale = 2 ** -(bits - 1);
  if (bits === 24) {
    for (let i = 0, at = 0; i < samples.length; i++, at += 3) {
      const high = (bytes[at + 2] << 24) >> 8; // keeps the sign
      samples[i] = (high | (bytes[at + 1] << 8) | bytes[at]) * scale;
    }
  } else if (bits === 16) {
    for (let i = 0, at = 0; i < samples.length; i++, at += 2) {
      samples[i] = (((bytes[at + 1] << 24) >> 16) | bytes[at]) * scale;
    }
  } else throw new Error(`${bits} bits are not read`);
  return samples;
}

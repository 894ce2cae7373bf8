// The mel axis: shares 0..1 of the picture's height and frequencies in hertz. Browser, main thread
// and worker.

export const BREAK_HZ = 240;
export const HIGHEST_HZ = 8000;
const SPAN = Math.log1p(HIGHEST_HZ / BREAK_HZ);
const NAMES = ["C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"];

export const MARKS_HZ = [50, 100, 200, 300, 500, 800, 1000, 1500, 2000, 3000, 4000, 6000, 8000];

export function hertz(share) {
  return BREAK_HZ * Math.expm1(share * SPAN);
}

export function share(hz) {
  return Math.log1p(hz / BREAK_HZ) / SPAN;
}

export function hertzText(hz) {
  if (hz < 1000) return `${Math.round(hz / 10) * 10 || Math.round(hz)}`;
  return `${+(hz / 1000).toFixed(1)}k`;
}

export function pitchHertz(pitch) {
  return 440 * 2 ** ((pitch - 69) / 12);
}

/** 60 → C4. */
export function pitchName(pitch) {
  return `${NAMES[((pitch % 12) + 12) % 12]}${Math.floor(pitch / 12) - 1}`;
}

export function isBlack(pitch) {
  return [1, 3, 6, 8, 10].includes(pitch % 12);
}

// Colours of the picture and of the families, for light and for dark. Browser, main thread.

const DARK = [
  "#101114",
  "#1d1730",
  "#43235b",
  "#8c2f63",
  "#d2553f",
  "#f09d4a",
  "#fbe3a1",
  "#fffdf0",
];
const LIGHT = [
  "#fdfcf9",
  "#efeaf0",
  "#d3c8dc",
  "#a391bd",
  "#6f5a98",
  "#43306f",
  "#221548",
  "#0d0624",
];

export const dark = matchMedia("(prefers-color-scheme: dark)");

/** 256 colours as one Uint32Array, ready for ImageData (little-endian RGBA). */
export function ramp() {
  const stops = (dark.matches ? DARK : LIGHT).map(parsed);
  return Uint32Array.from({ length: 256 }, (_, level) => {
    const at = (level / 255) * (stops.length - 1);
    const low = Math.min(Math.floor(at), stops.length - 2);
    const [r, g, b] = stops[low].map((v, i) =>
      Math.round(v + (at - low) * (stops[low + 1][i] - v)),
    );
    return (255 << 24) | (b << 16) | (g << 8) | r;
  });
}

function parsed(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

/** A family's colour by its number, −1 for none; `alpha` 0..1. */
export function family(number, alpha = 1) {
  const lightness = dark.matches ? 0.78 : 0.56;
  if (number < 0) return `oklch(${lightness} 0 0 / ${alpha})`;
  const hue = (30 + number * (360 / 11) * 4) % 360; // neighbours in the list lie far apart
  return `oklch(${lightness} ${dark.matches ? 0.14 : 0.16} ${hue.toFixed(0)} / ${alpha})`;
}

// Short lines that say what happened, and go away. They stand in one live region, so they are read
// aloud too. Browser, main thread.

const SECONDS = { trouble: 12, refused: 8, superseded: 8 };
const MOST = 4;

export function toast(text, kind = "word") {
  const place = document.getElementById("toasts");
  const twin = [...place.children].find((line) => line.dataset.text === text);
  twin?.remove();
  const line = document.createElement("p");
  line.className = `toast ${kind}`;
  line.dataset.text = text;
  line.textContent = text;
  line.addEventListener("click", () => line.remove());
  place.append(line);
  if (place.matches(":popover-open")) place.hidePopover();
  place.showPopover(); // above a sheet that was opened later
  while (place.children.length > MOST) place.firstChild.remove();
  setTimeout(() => line.remove(), 1000 * (SECONDS[kind] ?? 4));
}

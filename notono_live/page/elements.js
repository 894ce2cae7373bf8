// Making elements without markup in strings. Browser, main thread.

/** make("button", {class: "x", onclick: f, "aria-label": "y"}, "text", child …) */
export function make(tag, settings = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name === "for") element.htmlFor = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** One of several, as radio buttons that look like words in a row. `choices`: {value: text}. */
export function choose(name, label, choices, value, chosen) {
  const group = make("fieldset", { class: "choose" }, make("legend", {}, label));
  for (const [key, text] of Object.entries(choices)) {
    const input = make("input", {
      type: "radio",
      name,
      value: key,
      id: `${name}-${key}`,
      onchange: () => chosen(key),
    });
    input.checked = key === value;
    group.append(input, make("label", { for: input.id }, text));
  }
  group.set = (key) => {
    const input = group.querySelector(`[value="${CSS.escape(key)}"]`);
    if (input) input.checked = true;
  };
  return group;
}

/** A switch with a word. */
export function toggle(label, on, turned) {
  const input = make("input", { type: "checkbox", role: "switch" });
  input.checked = on;
  input.addEventListener("change", () => turned(input.checked));
  const element = make("label", { class: "toggle" }, input, make("span", {}, label));
  element.set = (value) => (input.checked = value);
  return element;
}

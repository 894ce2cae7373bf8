// What the page knows: the last value told on each name, and who wants to hear of it. Browser, main
// thread.

const values = new Map(); // name → arguments
const listeners = new Map(); // name → functions

/** The arguments last told on a name, or undefined. */
export function get(name) {
  return values.get(name);
}

/** The first of them. */
export function first(name, otherwise) {
  const value = values.get(name);
  return value === undefined ? otherwise : value[0];
}

/** Call `hear(...arguments)` whenever a name is told, and now if it has been. */
export function on(name, hear) {
  if (!listeners.has(name)) listeners.set(name, new Set());
  listeners.get(name).add(hear);
  if (values.has(name)) hear(...values.get(name));
  return () => listeners.get(name).delete(hear);
}

/** Keep a value and tell who listens. */
export function put(name, ...args) {
  values.set(name, args);
  tell(name, ...args);
}

/** Tell who listens, and keep nothing: for what happens rather than is. */
export function tell(name, ...args) {
  for (const hear of listeners.get(name) ?? []) hear(...args);
}

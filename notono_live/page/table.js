// The table of all that can be set and asked, as the server has it: ranges, units, help. Browser,
// main thread.

let table = null;

export async function load() {
  const answer = await fetch("/page/table.json");
  if (!answer.ok) throw new Error(`the table did not come: ${answer.status}`);
  table = await answer.json();
  return table;
}

/** A parameter's or a command's row: {help, arguments}. */
export function row(name) {
  return table.parameters[name] ?? table.commands[name] ?? { help: "", arguments: [] };
}

export function parameters() {
  return Object.keys(table.parameters);
}

export function commands() {
  return Object.keys(table.commands);
}

export function families() {
  return table.families;
}

export function address(name) {
  return table.prefix + name;
}

/** Rows, columns for one top column, and seconds for one column, of a layer. */
export function grid(layer) {
  const { rows, columns_per_top, seconds_per_column } = table.grids[layer];
  return { rows, perTop: columns_per_top, seconds: seconds_per_column };
}

import { nearName } from "../definition/near-name.ts";

const SHOWN = 12;

/** Advice for a name that is no column: the nearest one, or the list. */
export function nearColumn(name: string, columns: readonly string[]): string {
  const near = nearName(name, columns);
  if (near !== undefined) return `the audience has no column ${name}; did you mean ${near}?`;
  const rest = columns.length > SHOWN ? ", …" : "";
  return `the audience has no column ${name}; it has ${columns.slice(0, SHOWN).join(", ")}${rest}`;
}

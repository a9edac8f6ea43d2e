/** Fields of one block, by lower-case name, in order of appearance; folded lines are joined. */
export type Fields = ReadonlyMap<string, readonly string[]>;

/** Most blocks of one report; each is one recipient. */
const MAX_BLOCKS = 200;
/** Longest value that is kept, in characters. */
const MAX_VALUE = 4_000;

/** A second one begins another recipient, although the empty line between them is missing. */
const NAMES_RECIPIENT = /^(?:final|original)-recipient$/i;

/** The first value of a field, or "". */
export function fieldOf(fields: Fields, ...names: readonly string[]): string {
  for (const name of names) {
    const value = fields.get(name)?.[0];
    if (value !== undefined && value !== "") return value;
  }
  return "";
}

/**
 * Reads blocks of `Name: value` lines, parted by empty lines, as delivery reports have them.
 *
 * Sloppy on purpose: blanks before the colon, names in any case, lines that are no field, and continuation lines
 * that somebody forgot to indent are all met in the field.
 */
export function readBlocks(text: string): readonly Fields[] {
  const blocks: Map<string, string[]>[] = [];
  let block = new Map<string, string[]>();
  let last: string[] | undefined;
  const close = () => {
    if (block.size > 0) blocks.push(block);
    block = new Map();
    last = undefined;
  };
  for (const line of text.split(/\r?\n|\r/)) {
    if (blocks.length >= MAX_BLOCKS) break;
    const field = /^\s{0,4}([A-Za-z][A-Za-z0-9-]{0,60})[ \t]{0,8}:(?!\/\/)(.*)$/.exec(line);
    if (line.trim() === "") close();
    else if (/^[ \t]/.test(line) && last !== undefined) append(last, line);
    else if (field) {
      if (NAMES_RECIPIENT.test(field[1] ?? "") && block.has((field[1] ?? "").toLowerCase())) close();
      last = add(block, field[1] ?? "", field[2] ?? "");
    } else if (last !== undefined) append(last, line);
  }
  close();
  return blocks;
}

function add(block: Map<string, string[]>, name: string, value: string): string[] {
  const key = name.toLowerCase();
  const values = block.get(key) ?? [];
  values.push(value.trim().slice(0, MAX_VALUE));
  block.set(key, values);
  return values;
}

/** A folded line belongs to the value before it. */
function append(values: string[], line: string): void {
  const value = values.at(-1) ?? "";
  if (value.length < MAX_VALUE) values[values.length - 1] = `${value} ${line.trim()}`.trim().slice(0, MAX_VALUE);
}

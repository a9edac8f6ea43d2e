import { MessageError } from "@relance/spec";

const MAX_CHARACTERS = 32_768;
const MAX_VALUES = 1_000;
const MAX_DEPTH = 6;

/** A row's columns as plain JSON without a prototype, so that a template can neither call nor inherit anything. */
export type Variables = Record<string, unknown>;

interface Budget {
  characters: number;
  values: number;
}

/** Copies a row. Refuses texts with NUL or half a surrogate pair, which stores would refuse or change. */
export function readVariables(raw: unknown): Variables {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    throw new MessageError("message/bad-row", "write a row as an object with a value for each column");
  }
  return copyObject(raw, 0, { characters: MAX_CHARACTERS, values: MAX_VALUES });
}

function copyObject(raw: object, depth: number, budget: Budget): Variables {
  const copy: Variables = Object.create(null);
  for (const name of Object.keys(raw)) {
    if (name === "__proto__") continue;
    const value = copyValue((raw as Variables)[name], depth, budget);
    if (value === undefined || (depth > 0 && value === null)) continue;
    checkText(name, budget);
    copy[name] = value;
  }
  return copy;
}

function copyValue(value: unknown, depth: number, budget: Budget): unknown {
  if (--budget.values < 0) throw tooLarge();
  switch (typeof value) {
    case "string":
      checkText(value, budget);
      return value;
    case "number":
      if (Number.isFinite(value)) return value;
      break;
    case "boolean":
    case "undefined":
      return value;
    case "bigint":
      return String(value);
    case "object":
      return copyContainer(value, depth + 1, budget);
    default:
  }
  throw new MessageError("message/bad-row", "write values as texts, numbers, true, false, dates, lists or objects");
}

function copyContainer(value: object | null, depth: number, budget: Budget): unknown {
  if (value === null) return null;
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  if (depth > MAX_DEPTH) throw tooLarge();
  if (Array.isArray(value)) return value.map((item) => copyValue(item, depth, budget) ?? null);
  return copyObject(value, depth, budget);
}

function checkText(text: string, budget: Budget): void {
  budget.characters -= text.length;
  if (budget.characters < 0) throw tooLarge();
  if (text.includes("\0") || !text.isWellFormed()) {
    throw new MessageError(
      "message/bad-text",
      "remove NUL characters and broken surrogate pairs; save the file as UTF-8",
    );
  }
}

function tooLarge(): MessageError {
  return new MessageError("message/too-long", "write a row of at most 32,768 characters, 1,000 values and 6 levels");
}

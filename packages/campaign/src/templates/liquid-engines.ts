import type { FilterImplOptions, Liquid, LiquidOptions } from "liquidjs";
import { liquid } from "../libraries.ts";

export interface LiquidEngines {
  readonly text: Liquid;
  readonly html: Liquid;
  readonly address: Liquid;
}

const FILE_TAGS = ["include", "render", "layout", "block"];

const JOINING = ["join", "array_to_sentence_string"] as const;

type FilterHandler = Extract<FilterImplOptions, (...values: never[]) => unknown>;

const WRITING = ["json", "jsonify", "inspect"] as const;

/** Filters that accept a missing value, because the template then decides what to print instead. */
const MAY_LACK: ReadonlySet<string> = new Set(["default", "compact"]);

/** Thrown if a template prints a value that the row lacks. Liquid itself would print an empty text. */
export class AbsentValue extends Error {}

/** Makes the Liquid engines. The engines read no files, ignore prototypes, and limit the time to render each row. */
export function createEngines(locale: string, timezone: string): LiquidEngines {
  const options: LiquidOptions = {
    strictVariables: true,
    strictFilters: true,
    lenientIf: true,
    ownPropertyOnly: true,
    templates: {},
    locale,
    timezoneOffset: timezone,
    parseLimit: 262_144,
    renderLimit: 1_000,
    memoryLimit: 2_000_000,
  };
  return {
    text: engine({ ...options, outputEscape: present }),
    html: engine({ ...options, outputEscape: checked("escape") }),
    address: engine({ ...options, outputEscape: (value: unknown) => encodeURIComponent(String(present(value))) }),
  };
}

function engine(options: LiquidOptions): Liquid {
  const made = new (liquid().Liquid)(options);
  for (const tag of FILE_TAGS) delete made.tags[tag];
  for (const [name, filter] of Object.entries(made.filters)) {
    if (typeof filter === "function" && !MAY_LACK.has(name)) made.registerFilter(name, lacking(filter));
  }
  for (const name of JOINING) made.registerFilter(name, checked(name));
  for (const name of WRITING) made.registerFilter(name, written);
  made.registerFilter("raw", { raw: true, handler: present });
  return made;
}

/** Keeps a missing value missing after a filter such as `append`, so that it is never printed. */
function lacking(filter: FilterHandler): FilterHandler {
  return function (value: unknown, ...rest) {
    return isAbsent(value) ? undefined : filter.call(this, value, ...rest);
  };
}

function written(value: unknown, space = 0): string | undefined {
  return isAbsent(value) ? undefined : JSON.stringify(value, (_, member: unknown) => present(member), space);
}

function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

function present<T>(value: T): T {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (values.some(isAbsent)) throw new AbsentValue();
  return value;
}

function checked(
  filter: "escape" | (typeof JOINING)[number],
): (this: unknown, value: unknown, ...rest: unknown[]) => string {
  const write = liquid().filters[filter] as (this: unknown, ...values: unknown[]) => string;
  return function (value, ...rest) {
    return write.call(this, present(value), ...rest);
  };
}

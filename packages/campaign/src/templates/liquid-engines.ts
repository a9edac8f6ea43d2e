import { filters, Liquid, type LiquidOptions } from "liquidjs";

/** One Liquid per way of escaping what a template prints. */
export interface LiquidEngines {
  readonly text: Liquid;
  readonly html: Liquid;
  /** Prints parts of an address, encoded. */
  readonly address: Liquid;
}

/** Tags that read other files. */
const FILE_TAGS = ["include", "render", "layout", "block"];

/** Filters that make one text of a list. */
const JOINING = ["join", "array_to_sentence_string"] as const;

/** A template prints what the row lacks, where Liquid itself prints nothing. */
export class AbsentValue extends Error {}

/**
 * Engines that can neither read files nor see prototypes, and stop before one row costs a worker its time.
 * Dates are written in the campaign's own zone and language.
 */
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
  const liquid = new Liquid(options);
  for (const tag of FILE_TAGS) delete liquid.tags[tag];
  for (const name of JOINING) liquid.registerFilter(name, checked(name));
  liquid.registerFilter("raw", { raw: true, handler: present });
  return liquid;
}

/** Members of a list that a row lacks are `undefined`. @throws {AbsentValue} */
function present<T>(value: T): T {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (values.some((one) => one === undefined || one === null)) throw new AbsentValue();
  return value;
}

function checked(
  filter: "escape" | (typeof JOINING)[number],
): (this: unknown, value: unknown, ...rest: unknown[]) => string {
  const write = filters[filter] as (this: unknown, ...values: unknown[]) => string;
  return function (value, ...rest) {
    return write.call(this, present(value), ...rest);
  };
}

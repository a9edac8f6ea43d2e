import { Liquid, type LiquidOptions } from "liquidjs";

/** One Liquid per way of escaping what a template prints. */
export interface LiquidEngines {
  readonly text: Liquid;
  readonly html: Liquid;
  /** Prints parts of an address, encoded. */
  readonly address: Liquid;
}

/** Tags that read other files. */
const FILE_TAGS = ["include", "render", "layout", "block"];

/**
 * Engines that can neither read files nor see prototypes, and stop before one row costs a worker its time (R18).
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
    text: engine(options),
    html: engine({ ...options, outputEscape: "escape" }),
    address: engine({ ...options, outputEscape: (value: unknown) => encodeURIComponent(String(value)) }),
  };
}

function engine(options: LiquidOptions): Liquid {
  const liquid = new Liquid(options);
  for (const tag of FILE_TAGS) delete liquid.tags[tag];
  return liquid;
}

import { type Audience, ConfigError } from "@relance/spec";

/** What an audience came to: different people, and what is not one. */
export interface AudienceTotals {
  readonly lines: number;
  /** Different people. */
  readonly enrolled: number;
  readonly refused: number;
}

/**
 * The wrong file is refused before the seal, so that nothing of it is sent. `relance start` asks the same before it
 * enrolls anybody.
 * @throws {ConfigError} `audience/unexpected`
 */
export function refuseUnexpected(expect: Audience["expect"], totals: AudienceTotals): void {
  const { lines, enrolled, refused } = totals;
  if (expect?.min !== undefined && enrolled < expect.min) {
    throw unexpected(`${enrolled} people, expected at least ${expect.min}`);
  }
  if (expect?.max !== undefined && enrolled > expect.max) {
    throw unexpected(`${enrolled} people, expected at most ${expect.max}`);
  }
  const share = expect?.refused === undefined ? undefined : Number.parseFloat(expect.refused) / 100;
  if (share !== undefined && refused > share * lines) {
    throw unexpected(`${refused} of ${lines} rows are refused, more than ${expect?.refused}`);
  }
}

function unexpected(fact: string): ConfigError {
  return new ConfigError("audience/unexpected", `${fact}; nothing was sent`);
}

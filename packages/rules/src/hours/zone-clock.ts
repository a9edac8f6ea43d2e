import { zoneNames } from "./zones.ts";

/** Zone offsets are computed in blocks of this length, in milliseconds. */
const BLOCK_MS = 366 * 86_400_000;
/** Minimum length of a period with one offset, in milliseconds. The shortest known period is Ramadan in Morocco. */
const LEAST_SEGMENT_MS = 7 * 86_400_000;
const MINUTE_MS = 60_000;

/** A period in which a zone keeps one offset from UTC. A period also ends at the end of its block. */
export interface ZoneSegment {
  readonly from: number;
  readonly until: number;
  /** Local time minus UTC, in milliseconds. */
  readonly offsetMs: number;
}

/** The offsets of one zone, from the platform's time zone data. */
export class ZoneClock {
  readonly #format: Intl.DateTimeFormat;
  readonly #blocks = new Map<number, readonly ZoneSegment[]>();
  #latest: ZoneSegment = { from: 0, until: 0, offsetMs: 0 };

  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat("en", { timeZone: name, timeZoneName: "longOffset" });
  }

  segment(at: number): ZoneSegment {
    if (at >= this.#latest.from && at < this.#latest.until) return this.#latest;
    const number = Math.floor(at / BLOCK_MS);
    let block = this.#blocks.get(number);
    if (block === undefined) {
      block = this.#compute(number * BLOCK_MS, (number + 1) * BLOCK_MS);
      this.#blocks.set(number, block);
    }
    this.#latest = block.find(({ until }) => at < until) ?? this.#latest;
    return this.#latest;
  }

  #compute(start: number, end: number): ZoneSegment[] {
    const segments: ZoneSegment[] = [];
    let from = start;
    let offsetMs = this.#offset(start);
    for (let at = start; at < end; at = Math.min(end, at + LEAST_SEGMENT_MS)) {
      const next = Math.min(end, at + LEAST_SEGMENT_MS);
      const later = this.#offset(next);
      if (later === offsetMs) continue;
      const change = this.#change(at, next, offsetMs);
      segments.push({ from, until: change, offsetMs });
      from = change;
      offsetMs = later;
    }
    if (from < end) segments.push({ from, until: end, offsetMs });
    return segments;
  }

  #change(low: number, high: number, offsetMs: number): number {
    let before = low / MINUTE_MS;
    let after = high / MINUTE_MS;
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (this.#offset(middle * MINUTE_MS) === offsetMs) before = middle;
      else after = middle;
    }
    return after * MINUTE_MS;
  }

  #offset(at: number): number {
    const [, sign, hours = "0", minutes = "0"] = /GMT([+-])(\d\d):(\d\d)/.exec(this.#format.format(at)) ?? [];
    const size = (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
    return sign === "-" ? -size : size;
  }
}

const clocks = new Map<number, readonly ZoneClock[]>();

/** Two zones of a country are merged if their offsets agree from 2024 to 2030; 8 of the 29 US zones remain. */
const COMPARED = { from: 1_704_067_200_000, until: 1_924_992_000_000 };

function clockPattern(clock: ZoneClock): string {
  let pattern = "";
  let last: number | undefined;
  for (let at = COMPARED.from; at < COMPARED.until; ) {
    const { until, offsetMs } = clock.segment(at);
    if (offsetMs !== last) pattern += `${at} ${offsetMs};`;
    last = offsetMs;
    at = until;
  }
  return pattern;
}

/** Returns the clocks of a zone number. A country's number returns all its clocks; an unknown number returns UTC. */
export function zoneClocks(number: number): readonly ZoneClock[] {
  let found = clocks.get(number);
  if (found === undefined) {
    const names = zoneNames(number);
    const all = (names.length === 0 ? ["UTC"] : names).map((name) => new ZoneClock(name));
    found = all.length === 1 ? all : [...new Map(all.map((clock) => [clockPattern(clock), clock])).values()];
    clocks.set(number, found);
  }
  return found;
}

import { brotliDecompressSync } from "node:zlib";
import { TABLE, YEARS } from "./holidays.generated.ts";

const NAME = /^([A-Z]{2})(?:-([A-Z0-9]{1,3})(?:-([A-Z0-9]{1,3}))?)?$/;

/** The holidays of each calendar as text, and the lists of years that the text refers to. */
interface Table {
  readonly sets: readonly string[];
  readonly calendars: ReadonlyMap<string, string>;
}

let table: Table | undefined;

function calendars(): Table {
  if (table === undefined) {
    const [sets = "", ...lines] = brotliDecompressSync(Buffer.from(TABLE, "base64")).toString().split("\n");
    table = { sets: sets.split(" "), calendars: new Map(lines.map((line) => splitAt(line, " "))) };
  }
  return table;
}

function splitAt(text: string, sign: string): [string, string] {
  const at = text.indexOf(sign);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** Returns how to correct an unknown calendar name; `undefined` for a known one. */
export function calendarAdvice(name: string): string | undefined {
  const [, country = "", state, region] = NAME.exec(name) ?? [];
  if (country === "") return "write a calendar such as FR, DE-BY or US-CA (ISO 3166)";
  const known = calendars().calendars;
  if (known.has(name)) return undefined;
  if (!known.has(country)) return `there is no calendar of ${country}: write the two letters of a country`;
  const of = region !== undefined && known.has(`${country}-${state}`) ? `${country}-${state}` : country;
  const parts = [...known.keys()].filter(
    (other) => other.startsWith(`${of}-`) && !other.slice(of.length + 1).includes("-"),
  );
  return parts.length === 0
    ? `write ${of}: its regions have no calendars`
    : `write ${of}, or one of ${parts.join(", ")}`;
}

const days = new Map<string, ReadonlySet<number>>();

/** Returns whether a day, counted from 1970, is a public holiday in a calendar such as `DE-BY` (2000 to 2076). */
export function isHolidayIn(calendar: string, day: number): boolean {
  let found = days.get(calendar);
  if (found === undefined) {
    found = new Set(readDays(calendar));
    days.set(calendar, found);
  }
  return found.has(day);
}

function* readDays(calendar: string): Iterable<number> {
  const { sets, calendars: written } = calendars();
  for (const [, month, date, set] of written.get(calendar)?.matchAll(/(\d\d)(\d\d):(\d+)/g) ?? []) {
    const years = BigInt(`0x${sets[Number(set)] ?? "0"}`);
    for (let year = YEARS.first; year <= YEARS.last; year++) {
      if ((years >> BigInt(year - YEARS.first)) & 1n) yield dayNumber(year, Number(month), Number(date));
    }
  }
}

/** Returns the number of days from 1 January 1970 to a date. Years start in March, so that a leap day is last. */
export function dayNumber(year: number, month: number, date: number): number {
  const shifted = month > 2 ? year : year - 1;
  const era = Math.floor(shifted / 400);
  const inEra = shifted - era * 400;
  const inYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + date - 1;
  return era * 146_097 + inEra * 365 + Math.floor(inEra / 4) - Math.floor(inEra / 100) + inYear - 719_468;
}

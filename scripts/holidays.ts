/**
 * `npm run holidays` computes public holidays with date-holidays and writes them into `@relance/rules`, so that users
 * do not install the library's 47 MB. Run the script after a new version of the library.
 */
import { writeFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";
import Library from "date-holidays";

/** Computed years. The lunar calendar of date-holidays ends in 2076. */
const YEARS = { first: 2000, last: 2076 };
const HOUR_MS = 3_600_000;
/**
 * Hour of the day that decides: a date is a holiday if the holiday includes 12:00. Many holidays begin on the evening
 * before.
 */
const NOON = 12;

/** Returns the calendars with an ISO 3166 name. A country comes before its regions. */
export function calendarNames(): readonly string[] {
  return [...everyName()].filter((name) => /^[A-Z]{2}(-[A-Z0-9]{1,3}){0,2}$/.test(name));
}

function* everyName(): Iterable<string> {
  const known = new Library();
  for (const country of Object.keys(known.getCountries())) {
    yield country;
    for (const state of Object.keys(known.getStates(country) ?? {})) {
      yield `${country}-${state}`;
      for (const region of Object.keys(known.getRegions(country, state) ?? {})) yield `${country}-${state}-${region}`;
    }
  }
}

export function* computedHolidays(calendar: string, first: number, last: number): Iterable<string> {
  const [country = "", state = "", region = ""] = calendar.split("-");
  const library = new Library(country, state, region, { types: ["public"] });
  for (let year = first; year <= last; year++) {
    for (const { date, start, end } of library.getHolidays(year)) {
      const [, y, month, day, hour] = /^(\d+)-(\d\d)-(\d\d) (\d\d)/.exec(date)?.map(Number) ?? [];
      if (y === undefined || month === undefined || day === undefined || hour === undefined) continue;
      const hours = Math.round((end.getTime() - start.getTime()) / HOUR_MS);
      for (let noon = NOON; noon < hour + hours; noon += 24) {
        if (noon >= hour) yield new Date(Date.UTC(y, month - 1, day + (noon - NOON) / 24)).toISOString().slice(0, 10);
      }
    }
  }
}

function writeTable(): string {
  const sets = new Map<string, number>();
  const lines = calendarNames().map((name) => {
    const years = new Map<string, bigint>();
    for (const date of computedHolidays(name, YEARS.first - 1, YEARS.last + 1)) {
      const year = Number(date.slice(0, 4)) - YEARS.first;
      if (year < 0 || year > YEARS.last - YEARS.first) continue;
      const day = date.slice(5).replace("-", "");
      years.set(day, (years.get(day) ?? 0n) | (1n << BigInt(year)));
    }
    const days = [...years].sort().map(([day, bits]) => {
      const set = bits.toString(16);
      if (!sets.has(set)) sets.set(set, sets.size);
      return `${day}:${sets.get(set)}`;
    });
    return [name, ...days].join(" ");
  });
  return [[...sets.keys()].join(" "), ...lines].join("\n");
}

if (import.meta.main) {
  const table = brotliCompressSync(writeTable()).toString("base64");
  const file = new URL("../packages/rules/src/hours/holidays.generated.ts", import.meta.url);
  writeFileSync(
    file,
    `// Written by \`npm run holidays\` from date-holidays (its data: CC BY 3.0). Do not edit.
export const YEARS: { readonly first: number; readonly last: number } = { first: ${YEARS.first}, last: ${YEARS.last} };
/**
 * Brotli in base64: first the distinct sets of years as bits, then one line per calendar with its days and their sets.
 */
export const TABLE: string = "${table}";
`,
  );
}

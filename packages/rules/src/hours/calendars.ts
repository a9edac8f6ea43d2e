import { createRequire } from "node:module";
import type Library from "date-holidays";

const HOUR_MS = 3_600_000;
/** A day is a holiday that is one at noon: many begin on the evening before, and some end at lunch. */
const NOON = 12;
/** No holiday lies farther from the year that it is counted to, in days. */
const EDGE_DAYS = 15;
const NAME = /^([A-Z]{2})(?:-([A-Z0-9]{1,3})(?:-([A-Z0-9]{1,3}))?)?$/;

const require = createRequire(import.meta.url);
let loaded: typeof Library | undefined;

/** Calendars of the whole world: loaded when one is asked about, and at once, because a decision waits for nothing. */
function library(): typeof Library {
  loaded ??= require("date-holidays") as typeof Library;
  return loaded;
}

/** Why there is no calendar of this name, as advice; `undefined` = there is one. */
export function calendarAdvice(name: string): string | undefined {
  const [, country = "", state, region] = NAME.exec(name) ?? [];
  if (country === "") return "write a calendar such as FR, DE-BY or US-CA (ISO 3166)";
  const known = new (library())();
  const unknown = (of: string, parts: object | undefined): string => {
    const names = Object.keys(parts ?? {}).map((part) => `${of}-${part}`);
    return names.length === 0
      ? `write ${of}: its parts have no calendars`
      : `write ${of}, or one of ${names.join(", ")}`;
  };
  if (!has(known.getCountries(), country))
    return `there is no calendar of ${country}: write the two letters of a country`;
  const states = known.getStates(country);
  if (state !== undefined && !has(states, state)) return unknown(country, states);
  const regions = state === undefined ? undefined : known.getRegions(country, state);
  if (region !== undefined && !has(regions, region)) return unknown(`${country}-${state}`, regions);
  return undefined;
}

function has(parts: object | undefined, name: string): boolean {
  return parts !== undefined && Object.hasOwn(parts, name);
}

/** Days by calendar and year. */
const years = new Map<string, ReadonlySet<number>>();

/** Whether a day, counted from 1 January 1970, is a public holiday of a calendar, such as `FR` or `DE-BY`. */
export function isHolidayIn(calendar: string, day: number): boolean {
  return daysOf(calendar, yearOf(day - EDGE_DAYS)).has(day) || daysOf(calendar, yearOf(day + EDGE_DAYS)).has(day);
}

function daysOf(calendar: string, year: number): ReadonlySet<number> {
  const name = `${calendar} ${year}`;
  let days = years.get(name);
  if (days === undefined) {
    days = new Set(readYear(calendar, year));
    years.set(name, days);
  }
  return days;
}

function* readYear(calendar: string, year: number): Iterable<number> {
  const [country = "", state = "", region = ""] = calendar.split("-");
  const calendarOf = new (library())(country, state, region, { types: ["public"] });
  for (const { date, start, end } of calendarOf.getHolidays(year)) {
    const [, y, month, dayOfMonth, hour] = /^(\d+)-(\d\d)-(\d\d) (\d\d)/.exec(date)?.map(Number) ?? [];
    if (y === undefined || month === undefined || dayOfMonth === undefined || hour === undefined) continue;
    const first = dayNumber(y, month, dayOfMonth);
    const hours = Math.round((end.getTime() - start.getTime()) / HOUR_MS);
    for (let noon = NOON; noon < hour + hours; noon += 24) if (noon >= hour) yield first + (noon - NOON) / 24;
  }
}

/** The day from 1 January 1970 of a date of the Gregorian calendar. Years begin in March here: the leap day comes last. */
export function dayNumber(year: number, month: number, date: number): number {
  const shifted = month > 2 ? year : year - 1;
  const era = Math.floor(shifted / 400);
  const inEra = shifted - era * 400;
  const inYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + date - 1;
  return era * 146_097 + inEra * 365 + Math.floor(inEra / 4) - Math.floor(inEra / 100) + inYear - 719_468;
}

function yearOf(day: number): number {
  const guess = 1970 + Math.floor(day / 365.2425);
  if (day < dayNumber(guess, 1, 1)) return guess - 1;
  return day >= dayNumber(guess + 1, 1, 1) ? guess + 1 : guess;
}

import { calendarAdvice, dayNumber } from "@relance/rules";
import { ConfigError, type HoursText, type PlanHours } from "@relance/spec";

export const HOURS_ADVICE =
  "write hours such as mon-fri 08:00-20:00, with commas between several, or 08:00-20:00 for every day";

/** A window shorter than this could close before a message is sent. */
const LEAST_MINUTES = 15;
const DAY_MINUTES = 1_440;
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const FORM =
  /^(?:(?<first>[a-z]{3})(?:-(?<last>[a-z]{3}))? +)?(?<from>\d{1,2}:\d\d) ?- ?(?<to>\d{1,2}:\d\d)(?<over> +next day)?$/i;

type Stretch = readonly [from: number, to: number];

type ParsedHours =
  | { readonly week: PlanHours["week"]; readonly advice?: undefined }
  | { readonly week?: undefined; readonly advice: string };

/** Parses `mon-fri 08:00-20:00, sat 10:00-18:00`, or a list of such texts. Overlapping or adjacent hours are merged. */
export function parseHours(hours: HoursText): ParsedHours {
  const days: Stretch[][] = DAYS.map(() => []);
  for (const text of [hours].flat().flatMap((part) => part.split(","))) {
    const advice = addHours(days, text.trim());
    if (advice !== undefined) return { advice };
  }
  return { week: days.map(merge) };
}

export function readWeek(hours: HoursText): PlanHours["week"] {
  const { week, advice } = parseHours(hours);
  if (week === undefined) throw new ConfigError("campaign/invalid", advice);
  return week;
}

function addHours(days: Stretch[][], text: string): string | undefined {
  const { first, last = first, from: begins = "", to: ends = "", over } = FORM.exec(text)?.groups ?? {};
  const from = parseMinute(begins);
  const to = parseMinute(ends);
  if (from === undefined || to === undefined || from === DAY_MINUTES) return HOURS_ADVICE;
  const [start = 0, stop = 6] = [first, last].map((day) => day && DAYS.indexOf(day.toLowerCase())) as number[];
  if (start < 0 || stop < 0) return `name days ${DAYS.join(", ")}: ${HOURS_ADVICE}`;
  if (over === undefined && to <= from)
    return `${text} ends before it begins; for hours over midnight write ${text} next day`;
  if (over !== undefined && to > from) return `${text} is longer than a day: remove "next day"`;
  if ((over === undefined ? to : to + DAY_MINUTES) - from < LEAST_MINUTES)
    return `${text} is too short to send messages: write ${LEAST_MINUTES} minutes or more`;
  for (let turn = 0; turn <= (stop - start + 7) % 7; turn++) {
    const day = (start + turn) % 7;
    days[day]?.push([from, over === undefined ? to : DAY_MINUTES]);
    if (over !== undefined && to > 0) days[(day + 1) % 7]?.push([0, to]);
  }
  return undefined;
}

function parseMinute(text: string): number | undefined {
  const [hour = Number.NaN, minute = Number.NaN] = text.split(":").map(Number);
  const all = hour * 60 + minute;
  return minute < 60 && all <= DAY_MINUTES ? all : undefined;
}

function merge(stretches: readonly Stretch[]): number[] {
  const merged: number[] = [];
  for (const [from, to] of stretches.toSorted(([a], [b]) => a - b)) {
    const end = merged.at(-1);
    if (end !== undefined && from <= end) merged[merged.length - 1] = Math.max(end, to);
    else merged.push(from, to);
  }
  return merged;
}

type Holidays = NonNullable<PlanHours["holidays"]>;

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY_MS = 86_400_000;

export const HOLIDAY_ADVICE: string = "write a calendar such as FR, DE-BY or US-CA, or a date such as 2027-08-16";

export function holidayAdvice(text: string): string | undefined {
  if (parseDay(text) !== undefined) return undefined;
  return /^[A-Z]{2}(-|$)/.test(text) ? calendarAdvice(text) : HOLIDAY_ADVICE;
}

export function readHolidays(texts: readonly string[]): Holidays {
  const calendars = texts.filter((text) => !DATE.test(text));
  const days = texts.flatMap((text) => parseDay(text) ?? []);
  return { ...(calendars.length > 0 ? { calendars } : {}), ...(days.length > 0 ? { days } : {}) };
}

function parseDay(text: string): number | undefined {
  const [, year, month, date] = DATE.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || date === undefined) return undefined;
  const day = dayNumber(year, month, date);
  return new Date(day * DAY_MS).toISOString().startsWith(text) ? day : undefined;
}

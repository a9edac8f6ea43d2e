import { CALENDAR_NAMES, dayNumber } from "@relance/rules";
import type { PlanHours } from "@relance/spec";

type Holidays = NonNullable<PlanHours["holidays"]>;

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY_MS = 86_400_000;

export const HOLIDAY_ADVICE: string = `write a calendar (${CALENDAR_NAMES.join(", ")}) or a date such as 2027-08-16`;

/** Whether this is the name of a calendar or a date that exists. */
export function isHoliday(text: string): boolean {
  return CALENDAR_NAMES.includes(text) || parseDay(text) !== undefined;
}

/** Sorts a list that was checked before into calendars and days. */
export function readHolidays(texts: readonly string[]): Holidays {
  const calendars = texts.filter((text) => CALENDAR_NAMES.includes(text));
  const days = texts.flatMap((text) => parseDay(text) ?? []);
  return { ...(calendars.length > 0 ? { calendars } : {}), ...(days.length > 0 ? { days } : {}) };
}

/** Days since 1 January 1970 of `2027-08-16`; `undefined` for a date that does not exist. */
function parseDay(text: string): number | undefined {
  const [, year, month, date] = DATE.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || date === undefined) return undefined;
  const day = dayNumber(year, month, date);
  return new Date(day * DAY_MS).toISOString().startsWith(text) ? day : undefined;
}

/** A year's holidays: `month-day`, or days after Easter Sunday. */
type Calendar = readonly (string | number)[];

const FRANCE: Calendar = ["1-1", 1, "5-1", "5-8", 39, 50, "7-14", "8-15", "11-1", "11-11", "12-25"];
/** Moselle, Bas-Rhin and Haut-Rhin have Good Friday and the second day of Christmas too. */
const ALSACE_MOSELLE: Calendar = [...FRANCE, -2, "12-26"];

const CALENDARS: ReadonlyMap<string, Calendar> = new Map([
  ["FR", FRANCE],
  ["FR-57", ALSACE_MOSELLE],
  ["FR-67", ALSACE_MOSELLE],
  ["FR-68", ALSACE_MOSELLE],
  ["BE", ["1-1", 1, "5-1", 39, 50, "7-21", "8-15", "11-1", "11-11", "12-25"]],
  ["LU", ["1-1", 1, "5-1", "5-9", 39, 50, "6-23", "8-15", "11-1", "12-25", "12-26"]],
  ["DE", ["1-1", -2, 1, "5-1", 39, 50, "10-3", "12-25", "12-26"]],
]);

/** Names of the holiday calendars: ISO 3166 codes of countries and, where a part has days of its own, of parts. */
export const CALENDAR_NAMES: readonly string[] = [...CALENDARS.keys()];

const years = new Map<string, ReadonlySet<number>>();

/** Whether a day, counted from 1 January 1970, is a holiday of a calendar. */
export function isHolidayIn(calendar: string, day: number): boolean {
  const year = yearOf(day);
  const name = `${calendar} ${year}`;
  let days = years.get(name);
  if (days === undefined) {
    days = holidaysOf(CALENDARS.get(calendar) ?? [], year);
    years.set(name, days);
  }
  return days.has(day);
}

function holidaysOf(calendar: Calendar, year: number): ReadonlySet<number> {
  const easter = easterOf(year);
  return new Set(
    calendar.map((rule) => {
      if (typeof rule === "number") return easter + rule;
      const [month = 1, date = 1] = rule.split("-").map(Number);
      return dayNumber(year, month, date);
    }),
  );
}

/** Easter Sunday as a day from 1970, by the Gregorian computus. */
function easterOf(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const rest = year % 100;
  const epact = (19 * golden + century - Math.floor(century / 4) - Math.floor((8 * century + 13) / 25) + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(rest / 4) - epact - (rest % 4)) % 7;
  const correction = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  return dayNumber(year, 3, 22 + epact + weekday - 7 * correction); // days of March may pass 31
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

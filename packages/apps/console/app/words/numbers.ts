import { formatAmount } from "@relance/spec";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formats = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function kept<T extends Intl.NumberFormat | Intl.DateTimeFormat>(key: string, make: () => T): T {
  const known = formats.get(key) ?? make();
  formats.set(key, known);
  return known as T;
}

export function count(locale: string, value: number): string {
  return kept(`n ${locale}`, () => new Intl.NumberFormat(locale)).format(value);
}

/** Formats a fraction as percent. Returns a percentage. A share below 1 is never rounded to 100 %. */
export function share(locale: string, part: number, whole: number): string {
  const value = whole === 0 ? 0 : Math.floor((1_000 * part) / whole) / 1_000;
  const format = () => new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  return kept(`s ${locale}`, format).format(value);
}

const UTC = "UTC";
export const OWN_ZONE: string = Intl.DateTimeFormat().resolvedOptions().timeZone;
let shown = OWN_ZONE;

/** Sets the time zone of displayed times; `undefined` = the reader's time zone. */
export function showZone(timeZone: string | undefined): void {
  shown = timeZone ?? OWN_ZONE;
}

const MINUTES = { hour: "2-digit", minute: "2-digit" } as const;
const DAYS = { day: "numeric", month: "short", ...MINUTES } as const;
const SECONDS = { timeStyle: "medium" } as const;

function local(locale: string, at: string | number | Date, timeZone: string, form: Intl.DateTimeFormatOptions): string {
  const tag = locale === "en" ? "en-GB" : locale;
  const key = `t ${tag} ${timeZone} ${JSON.stringify(form)}`;
  return kept(key, () => new Intl.DateTimeFormat(tag, { timeZone, ...form })).format(new Date(at));
}

/** Formats a time in the displayed zone, followed by UTC. */
function time(locale: string, at: string | number | Date, timeZone: string, form: Intl.DateTimeFormatOptions): string {
  const own = local(locale, at, timeZone, form);
  return timeZone === UTC ? `${own} ${UTC}` : `${own} (${local(locale, at, UTC, MINUTES)} ${UTC})`;
}

export function moment(locale: string, at: string | number | Date, timeZone: string = shown): string {
  return time(locale, at, timeZone, DAYS);
}

/** Formats the time of day with seconds. */
export function clock(locale: string, at: string | number | Date): string {
  return time(locale, at, shown, SECONDS);
}

/** Formats a time with year and seconds. */
export function instant(locale: string, at: string | number | Date | undefined): string {
  return at === undefined ? "–" : time(locale, at, shown, { dateStyle: "medium", timeStyle: "medium" });
}

export function tick(locale: string, at: number, form: keyof typeof TICKS): string {
  return local(locale, at, shown, TICKS[form]);
}

const TICKS = { days: { day: "numeric", month: "short" }, minutes: MINUTES, seconds: SECONDS } as const;

/** Formats a duration in at most two units, such as `3 d 4 h` or `5 min`. */
export function duration(locale: string, ms: number): string {
  const units = [
    [DAY, locale === "fr" ? "j" : "d", HOUR, "h"],
    [HOUR, "h", MINUTE, "min"],
    [MINUTE, "min", SECOND, "s"],
  ] as const;
  const [large, name, small, smallName] = units.find(([unit]) => ms >= unit) ?? [SECOND, "s", SECOND, "s"];
  const rest = Math.floor((Math.max(0, ms) % large) / small);
  const whole = `${count(locale, Math.floor(Math.max(0, ms) / large))} ${name}`;
  return rest === 0 ? whole : `${whole} ${rest} ${smallName}`;
}

const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** Formats the times inside the text of an incident. The text is in the language of the plugin that wrote it. */
export function withMoments(locale: string, text: string): string {
  return text.replace(INSTANT, (at) => moment(locale, at));
}

/** Formats an amount. If the browser does not know the currency, its code follows the amount. */
export function money(locale: string, value: number, currency: string): string {
  if (!/^[A-Z]{3}$/.test(currency)) return `${formatAmount(value)} ${currency}`;
  const tag = locale === "en" ? "en-GB" : locale;
  return new Intl.NumberFormat(tag, { style: "currency", currency, maximumFractionDigits: 6 }).format(value);
}

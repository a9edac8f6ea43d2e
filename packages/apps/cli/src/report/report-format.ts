import { formatAmount, type StateWords } from "@relance/spec";
import { type ReportLocale, reportWords } from "./report-words.ts";
import type { ReportWords } from "./words-en.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How a report writes numbers, times and words in one language. */
export interface ReportFormat {
  readonly locale: ReportLocale;
  readonly words: ReportWords & StateWords;
  number(value: number): string;
  /** 0 to 1, with one digit after the point. */
  share(value: number): string;
  money(value: number, currency: string): string;
  /** Date and time to the second, in the campaign's zone; where that is not UTC, UTC stands beside it. */
  instant(at: Date | undefined): string;
  /** As short as a tick of an axis of that length may be. */
  tick(at: Date, spanMs: number): string;
  /** Two units at most. */
  duration(ms: number): string;
}

export function reportFormat(locale: ReportLocale, timeZone: string = "UTC"): ReportFormat {
  const words = reportWords(locale);
  const tag = locale === "en" ? "en-GB" : "fr-FR";
  const numbers = new Intl.NumberFormat(tag, { maximumFractionDigits: 0 });
  const shares = new Intl.NumberFormat(tag, { style: "percent", maximumFractionDigits: 1 });
  const dates = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, { timeZone, ...options });
  const instants = dates({ dateStyle: "medium", timeStyle: "medium" });
  const besides = new Intl.DateTimeFormat(tag, { timeZone: "UTC", hour: "2-digit", minute: "2-digit" });
  const instant = (at: Date) =>
    timeZone === "UTC" ? instants.format(at) : `${instants.format(at)} (${besides.format(at)} UTC)`;
  const hours = dates({ hour: "2-digit", minute: "2-digit" });
  const seconds = dates({ timeStyle: "medium" });
  const days = dates({ day: "numeric", month: "short" });

  function duration(ms: number): string {
    const { second, minute, hour, day } = words.units;
    if (ms < MINUTE_MS) return `${numbers.format(ms / SECOND_MS)} ${second}`;
    const units = [
      [DAY_MS, day, HOUR_MS, hour],
      [HOUR_MS, hour, MINUTE_MS, minute],
      [MINUTE_MS, minute, SECOND_MS, second],
    ] as const;
    for (const [large, largeName, small, smallName] of units) {
      if (ms < large) continue;
      const [whole, rest] = [Math.floor(ms / large), Math.floor((ms % large) / small)];
      return rest === 0 ? `${whole} ${largeName}` : `${whole} ${largeName} ${rest} ${smallName}`;
    }
    return "";
  }

  return {
    locale,
    words,
    number: (value) => numbers.format(value),
    share: (value) => shares.format(Number.isFinite(value) ? value : 0),
    money: (value, currency) => moneyText(tag, value, currency),
    instant: (at) => (at === undefined ? "–" : instant(at)),
    tick: (at, spanMs) => (spanMs > 2 * DAY_MS ? days : spanMs > 2 * MINUTE_MS ? hours : seconds).format(at),
    duration,
  };
}

/** Currencies are the caller's words; an unknown one is written behind the number. */
function moneyText(tag: string, value: number, currency: string): string {
  if (!/^[A-Z]{3}$/.test(currency)) return `${formatAmount(value)} ${currency}`;
  return new Intl.NumberFormat(tag, { style: "currency", currency, maximumFractionDigits: 6 }).format(value);
}

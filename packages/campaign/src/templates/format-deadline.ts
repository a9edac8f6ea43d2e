import type { Channel } from "@relance/spec";
import { countSegments } from "./count-segments.ts";

/** Writes one person's deadline. */
export type DeadlineWriter = (deadline: number, locale: string, timezone: string, channel: Channel) => string;

const REMEMBERED = 2_000;

/**
 * Writes deadlines in the person's language and zone: in full for email and push ("jeudi 15 août 2013 à 23:59"),
 * short for SMS, and there in digits where a month's name would leave GSM-7 and double the price.
 */
export function createDeadlineWriter(): DeadlineWriter {
  const formats = new Map<string, Intl.DateTimeFormat>();
  const written = new Map<string, string>();
  const format = (locale: string, timeZone: string, dateStyle: "full" | "medium" | "short"): Intl.DateTimeFormat => {
    const key = `${locale} ${timeZone} ${dateStyle}`;
    let found = formats.get(key);
    if (found === undefined) {
      found = new Intl.DateTimeFormat(locale, { timeZone, dateStyle, timeStyle: "short" });
      remember(formats, key, found);
    }
    return found;
  };
  return (deadline, locale, timezone, channel) => {
    const key = `${deadline} ${locale} ${timezone} ${channel === "sms"}`;
    let text = written.get(key);
    if (text === undefined) {
      text = plainSpaces(format(locale, timezone, channel === "sms" ? "medium" : "full").format(deadline));
      if (channel === "sms" && countSegments(text).encoding !== "GSM-7") {
        text = plainSpaces(format(locale, timezone, "short").format(deadline));
      }
      remember(written, key, text);
    }
    return text;
  };
}

/** `Intl` puts narrow no-break spaces before "PM": invisible, and outside GSM-7. */
function plainSpaces(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, " ");
}

/** Languages and zones come from rows: a hostile file must not fill the memory. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  if (map.size >= REMEMBERED) map.clear();
  map.set(key, value);
}

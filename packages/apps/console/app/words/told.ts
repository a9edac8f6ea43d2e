import { incidentInFrench } from "./incident-in-french.ts";
import { moment } from "./numbers.ts";

/** Matches a time in a sentence that relance generated. */
const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** Translates a sentence about an incident into the reader's language, and its times into the campaign's time zone. */
export function told(locale: string, text: string): string {
  const sentence = locale === "fr" ? (incidentInFrench(text) ?? text) : text;
  return sentence.replace(INSTANT, (at) => moment(locale, at));
}

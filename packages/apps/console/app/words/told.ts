import { incidentInFrench } from "@relance/spec";
import { moment } from "./numbers.ts";

/** An instant in a sentence of relance. */
const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** A sentence of relance about an incident: in the reader's language, and in the campaign's time zone. */
export function told(locale: string, text: string): string {
  const sentence = locale === "fr" ? (incidentInFrench(text) ?? text) : text;
  return sentence.replace(INSTANT, (at) => moment(locale, at));
}

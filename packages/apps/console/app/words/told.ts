import { incidentInFrench } from "@relance/spec";
import { moment } from "./numbers.ts";

/** An instant as relance writes it into a sentence. */
const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** A sentence that relance wrote about an incident: in the reader's language, and in the campaign's time. */
export function told(locale: string, text: string): string {
  const sentence = locale === "fr" ? (incidentInFrench(text) ?? text) : text;
  return sentence.replace(INSTANT, (at) => moment(locale, at));
}

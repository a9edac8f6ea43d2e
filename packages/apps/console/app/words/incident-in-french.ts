import INCIDENTS from "./incidents-fr.json" with { type: "json" };
import { moment } from "./numbers.ts";

/** A sentence with placeholders, compiled to a matcher. */
interface Template {
  readonly pattern: RegExp;
  readonly french: string;
  /** The number of literal characters. If several templates match, the template with the most is used. */
  readonly literal: number;
}

const BETWEEN = "; ";

const SENTENCES = templatesOf(INCIDENTS.sentences);
const PHRASES = templatesOf(INCIDENTS.phrases);

/** Compiles English texts. `{provider}` matches one word; a placeholder of one letter matches a number. */
function templatesOf(table: Readonly<Record<string, string>>): readonly Template[] {
  return Object.entries(table)
    .map(([text, french]) => ({ pattern: patternOf(text), french, literal: text.replace(/\{\w+\}/g, "").length }))
    .sort((a, b) => b.literal - a.literal);
}

function patternOf(english: string): RegExp {
  const source = english
    .replace(/[.*+?^$()|[\]\\]/g, "\\$&")
    .replace(/\{(\w+)\}/g, (_, name: string) => `(?<${name}>${shapeOf(name)})`);
  return new RegExp(`^${source}$`);
}

function shapeOf(name: string): string {
  if (name.length === 1) return "[\\d.,]+";
  return name === "provider" ? "\\S+" : ".+?";
}

function translated(text: string, templates: readonly Template[]): string | undefined {
  for (const { pattern, french } of templates) {
    const found = pattern.exec(text);
    if (found !== null) return french.replace(/\{(\w+)\}/g, (_, name: string) => inside(found.groups?.[name] ?? ""));
  }
  return undefined;
}

/** Translates the value of a placeholder, which is a phrase, a sentence, or an untranslated name. */
function inside(value: string): string {
  return translated(value, PHRASES) ?? translated(value, SENTENCES) ?? value.replace(THOUSANDS, "\u202f");
}

/** Matches commas in numbers such as `1,213,000`, which a French reader would read as decimal commas. */
const THOUSANDS = /(?<=\d),(?=\d{3}(?!\d))/g;

/** Translates the text of an incident; `undefined` for other text, such as an operator's note. */
export function incidentInFrench(text: string): string | undefined {
  const whole = translated(text, SENTENCES);
  if (whole !== undefined) return whole;
  for (let at = text.indexOf(BETWEEN); at >= 0; at = text.indexOf(BETWEEN, at + 1)) {
    const first = translated(text.slice(0, at), SENTENCES);
    const rest = first === undefined ? undefined : incidentInFrench(text.slice(at + BETWEEN.length));
    if (first !== undefined && rest !== undefined) return `${first} ; ${rest}`;
  }
  return undefined;
}

const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** Translates a sentence about an incident into the reader's language, with times in the campaign's time zone. */
export function told(locale: string, text: string): string {
  const sentence = locale === "fr" ? (incidentInFrench(text) ?? text) : text;
  return sentence.replace(INSTANT, (at) => moment(locale, at));
}

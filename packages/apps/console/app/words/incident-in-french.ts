import { PHRASES_FR, SENTENCES_FR } from "./incident-sentences-fr.ts";
import { moment } from "./numbers.ts";

/** A sentence with placeholders, compiled to a matcher. */
interface Template {
  readonly pattern: RegExp;
  readonly french: string;
  /** The number of literal characters. If several templates match, the template with the most is used. */
  readonly literal: number;
}

const BETWEEN = "; ";

const templates = new Map<object, readonly Template[]>();

function templatesOf(table: Readonly<Record<string, string>>): readonly Template[] {
  const made = (): readonly Template[] =>
    Object.entries(table)
      .map(([text, french]) => ({ pattern: patternOf(text), french, literal: text.replace(/\{\w+\}/g, "").length }))
      .sort((a, b) => b.literal - a.literal);
  const known = templates.get(table) ?? made();
  templates.set(table, known);
  return known;
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

function translated(text: string, table: Readonly<Record<string, string>>): string | undefined {
  for (const { pattern, french } of templatesOf(table)) {
    const found = pattern.exec(text);
    if (found !== null) return french.replace(/\{(\w+)\}/g, (_, name: string) => inside(found.groups?.[name] ?? ""));
  }
  return undefined;
}

/** Translates the value of a placeholder, which is a phrase, a sentence, or an untranslated name. */
function inside(value: string): string {
  return translated(value, PHRASES_FR) ?? translated(value, SENTENCES_FR) ?? value.replace(THOUSANDS, "\u202f");
}

/** Matches commas in numbers such as `1,213,000`, which a French reader would read as decimal commas. */
const THOUSANDS = /(?<=\d),(?=\d{3}(?!\d))/g;

/** Translates the text of an incident; `undefined` for other text, such as an operator's note. */
export function incidentInFrench(text: string): string | undefined {
  const whole = translated(text, SENTENCES_FR);
  if (whole !== undefined) return whole;
  for (let at = text.indexOf(BETWEEN); at >= 0; at = text.indexOf(BETWEEN, at + 1)) {
    const first = translated(text.slice(0, at), SENTENCES_FR);
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

import { PHRASES_FR, SENTENCES_FR } from "./sentences-fr.ts";

/** A sentence with its placeholders, ready to be recognised. */
interface Template {
  readonly pattern: RegExp;
  readonly french: string;
  /** Characters that are no placeholder: of two that fit, the one with more of them says more. */
  readonly literal: number;
}

/** Several facts of one note stand one behind the other. */
const BETWEEN = "; ";

const templates = new Map<object, readonly Template[]>();

function templatesOf(table: Readonly<Record<string, string>>): readonly Template[] {
  let known = templates.get(table);
  if (known === undefined) {
    known = Object.entries(table)
      .map(([english, french]) => ({
        pattern: patternOf(english),
        french,
        literal: english.replace(/\{\w+\}/g, "").length,
      }))
      .sort((a, b) => b.literal - a.literal);
    templates.set(table, known);
  }
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

/** What stands for a placeholder: a phrase, a sentence, or a name that is the same in every language. */
function inside(value: string): string {
  return translated(value, PHRASES_FR) ?? translated(value, SENTENCES_FR) ?? value.replace(THOUSANDS, "\u202f");
}

/** The commas of `1,213,000`, which would be read as decimals. */
const THOUSANDS = /(?<=\d),(?=\d{3}(?!\d))/g;

/** What an incident says, in French. Absent = relance did not write it: the words of an operator stay as they are. */
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

import { type Channel, channelOf, isChannel } from "@relance/spec";
import type { Place } from "../check/finding.ts";
import { canonicalLocale } from "../definition/places.ts";
import { yaml } from "../libraries.ts";

/** The parts of a template file's name, such as `reminder.fr.email.html.liquid`. */
export interface TemplateFile {
  /** The name that steps use, including the folder. */
  readonly name: string;
  /** The canonical language tag; `undefined` for the file that serves every language. */
  readonly locale: string | undefined;
  readonly channel: Channel;
  readonly isHtml: boolean;
}

const FORM = /^((?:[\w-]+\/)*[\w-]+)(?:\.([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*))?\.([a-z][a-z0-9]*)$/;
const ENDING = /(\.html)?\.liquid$/;

/** Parses the name of a template file; returns `undefined` for any other file. */
export function parseTemplateFile(file: string): TemplateFile | undefined {
  const [ending, html] = ENDING.exec(file) ?? [];
  const [, name, tag, channel = ""] = FORM.exec(file.slice(0, file.length - (ending ?? file).length)) ?? [];
  if (name === undefined || !isChannel(channel)) return undefined;
  if (html !== undefined && channelOf(channel).content.html !== true) return undefined;
  const locale = tag === undefined ? undefined : canonicalLocale(tag);
  if (tag !== undefined && locale === undefined) return undefined;
  return { name, locale, channel, isHtml: html !== undefined };
}

/** Returns whether a name is that of a template in code, such as `reminder@3`. */
export function isCodeTemplate(name: string): boolean {
  return name.includes("@");
}

/** A `name: value` line between the two `---` lines of a template. */
export interface FrontField {
  readonly name: string;
  readonly value: string;
  readonly line: number;
  /** The column where the value starts, counted from 1. */
  readonly column: number;
}

export interface FrontMatter {
  readonly fields: readonly FrontField[];
  readonly body: string;
  /** The line of the file where the body starts, counted from 1. */
  readonly bodyLine: number;
  readonly mistakes: readonly { readonly place: Place; readonly advice: string }[];
}

const FENCE = /^---[ \t]*$/;
const FIELD = /^([A-Za-z][\w-]*):(.*)$/;

/**
 * Splits a template into its header and its body.
 *
 * As in the header of a mail, a line is a name, a colon and the rest of the line, so texts with colons or texts that
 * begin with `{{` need no quotes. Quoted values are read as in YAML.
 */
export function readFrontMatter(source: string): FrontMatter {
  const lines = source.split("\n");
  const fields: FrontField[] = [];
  const mistakes: { place: Place; advice: string }[] = [];
  if (!FENCE.test(lines[0] ?? "")) return { fields, body: source, bodyLine: 1, mistakes };
  const end = lines.findIndex((line, index) => index > 0 && FENCE.test(line));
  if (end < 0) {
    mistakes.push({ place: { line: 1, column: 1 }, advice: "close the header with a second --- line" });
    return { fields, body: "", bodyLine: 1, mistakes };
  }
  lines.slice(1, end).forEach((text, index) => {
    const line = index + 2;
    if (text.trim() === "" || text.startsWith("#")) return;
    const [, name, given] = FIELD.exec(text) ?? [];
    const raw = given?.trim();
    const value = raw === undefined ? undefined : unquote(raw);
    if (name === undefined || value === undefined) {
      mistakes.push({ place: { line, column: 1 }, advice: "write one line such as subject: Your registration" });
    } else if (fields.some((field) => field.name === name)) {
      mistakes.push({ place: { line, column: 1 }, advice: `${name} occurs twice; remove one` });
    } else {
      fields.push({ name, value, line, column: Math.max(1, text.indexOf(raw ?? "", name.length + 1) + 1) });
    }
  });
  return { fields, body: lines.slice(end + 1).join("\n"), bodyLine: end + 2, mistakes };
}

function unquote(raw: string): string | undefined {
  if (/^[|>][+-]?\d*$/.test(raw)) return undefined;
  if (!/^(".*"|'.*')$/.test(raw)) return raw;
  try {
    const value: unknown = yaml().parse(raw);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

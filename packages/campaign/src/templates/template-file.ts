import { type Channel, getChannel, isChannel } from "@relance/spec";
import type { Place } from "../check/finding.ts";
import { canonicalLocale } from "../definition/places.ts";
import { yaml } from "../libraries.ts";

export interface TemplateFile {
  /** The name that steps use, with its folder. */
  readonly name: string;
  readonly locale: string | undefined;
  readonly channel: Channel;
  readonly isHtml: boolean;
}

const FORM = /^((?:[\w-]+\/)*[\w-]+)(?:\.([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*))?\.([a-z][a-z0-9]*)$/;
const ENDING = /(\.html)?\.liquid$/;

export function parseTemplateFile(file: string): TemplateFile | undefined {
  const [ending, html] = ENDING.exec(file) ?? [];
  const [, name, tag, channel = ""] = FORM.exec(file.slice(0, file.length - (ending ?? file).length)) ?? [];
  if (name === undefined || !isChannel(channel)) return undefined;
  if (html !== undefined && getChannel(channel).content.html !== true) return undefined;
  const locale = tag === undefined ? undefined : canonicalLocale(tag);
  if (tag !== undefined && locale === undefined) return undefined;
  return { name, locale, channel, isHtml: html !== undefined };
}

export function isCodeTemplate(name: string): boolean {
  return name.includes("@");
}

export interface FrontField {
  readonly name: string;
  readonly value: string;
  readonly line: number;
  readonly column: number;
}

export interface FrontMatter {
  readonly fields: readonly FrontField[];
  readonly body: string;
  readonly bodyLine: number;
  readonly mistakes: readonly { readonly place: Place; readonly advice: string }[];
}

const FENCE = /^---[ \t]*$/;
const FIELD = /^([A-Za-z][\w-]*):(.*)$/;

/** Each header line is a name, a colon and a value, as in a mail. A value that begins with `{{` needs no quotes. */
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

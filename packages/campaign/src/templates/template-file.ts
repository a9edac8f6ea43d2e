import { CHANNELS, type Channel } from "@relance/spec";
import { canonicalLocale } from "../definition/places.ts";

/** What a template file's name says, such as `reminder.fr.email.html.liquid`. */
export interface TemplateFile {
  /** As steps write it, folder included. */
  readonly name: string;
  /** Canonical tag; `undefined` for the file of every language. */
  readonly locale: string | undefined;
  readonly channel: Channel;
  readonly isHtml: boolean;
}

const FORM =
  /^((?:[\w-]+\/)*[\w-]+)(?:\.([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*))?\.(sms|email|push)(\.html)?\.liquid$/;

/** Reads a template file's name; `undefined` for a file that is no template. */
export function parseTemplateFile(file: string): TemplateFile | undefined {
  const [, name, tag, channel, html] = FORM.exec(file) ?? [];
  const known = CHANNELS.find((one) => one === channel);
  if (name === undefined || known === undefined || (html !== undefined && known !== "email")) return undefined;
  const locale = tag === undefined ? undefined : canonicalLocale(tag);
  if (tag !== undefined && locale === undefined) return undefined;
  return { name, locale, channel: known, isHtml: html !== undefined };
}

/** A template in code, such as `reminder@3`. */
export function isCodeTemplate(name: string): boolean {
  return name.includes("@");
}

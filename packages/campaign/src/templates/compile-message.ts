import {
  type Attachment,
  type Channel,
  type ContentForm,
  type ContentOf,
  getChannel,
  meant,
  nearName,
} from "@relance/spec";
import type { Liquid } from "liquidjs";
import { type AttachedFiles, compileAttachments } from "../attachments/compile-attachments.ts";
import type { Finding } from "../check/finding.ts";
import type { CodeTemplateInput } from "./code-template.ts";
import { type CompiledText, compileText, TemplateMistake, type TextOrigin, type VariableUse } from "./compile-text.ts";
import { checkContent } from "./content-limits.ts";
import type { LiquidEngines } from "./liquid-engines.ts";
import { GIVEN } from "./render-scope.ts";
import { type FrontField, type FrontMatter, readFrontMatter } from "./template-file.ts";

export interface MessageTemplate {
  readonly file: string;
  readonly locale: string | undefined;
  readonly uses: readonly VariableUse[];
  /** The variables in header lines. A line break in their data would start another header. */
  readonly headerUses: readonly VariableUse[];
  readonly isCode: boolean;
  /** Number of characters in a row's values, counted at each use, that always fit; 0 if only rendering can tell. */
  readonly room: number;
  /** @throws {MessageError} such as `message/missing-variable` or `message/too-long` */
  write(scope: object, input: () => CodeTemplateInput): ContentOf<Channel>;
}

interface MessageSource {
  readonly channel: Channel;
  readonly locale: string | undefined;
  readonly file: string;
  readonly source: string;
  readonly html?: { readonly file: string; readonly source: string } | undefined;
  readonly files: AttachedFiles;
}

export function compileMessage(
  message: MessageSource,
  engines: LiquidEngines,
): { readonly template?: MessageTemplate | undefined; readonly findings: readonly Finding[] } {
  const { channel, file } = message;
  const form = getChannel(channel).content;
  const findings: Finding[] = [];
  const front = readFrontMatter(message.source);
  findings.push(...headerMistakes(front, channel, file));
  const compile = (engine: Liquid, source: string, origin: TextOrigin, name?: string): CompiledText | undefined => {
    try {
      return compileText(engine, source, origin);
    } catch (error) {
      if (!(error instanceof TemplateMistake)) throw error;
      findings.push({ path: name === undefined ? [] : [name], advice: error.message, place: error.place });
      return undefined;
    }
  };
  const body = compile(engines.text, front.body, { file, line: front.bodyLine, column: 1 });
  const headers = new Map<string, CompiledText>();
  for (const { name, value, line, column } of front.fields) {
    if (name === "attach") continue; // all recipients have the same, checked files
    const text = compile(engines.text, value, { file, line, column }, name);
    if (text !== undefined) headers.set(name, text);
  }
  const html =
    message.html === undefined
      ? undefined
      : compile(engines.html, message.html.source, { file: message.html.file, line: 1, column: 1 });
  const attach = form.attachments ? front.fields.find(({ name }) => name === "attach") : undefined;
  const attached = compileAttachments(attach, message.files, file);
  findings.push(...attached.findings);
  if (body === undefined || findings.length > 0) return { findings };
  const headerUses = [...headers.values()].flatMap(({ uses }) => uses);
  const parts: Parts = { body, headers, html, attachments: attached.attachments };
  const given = [...headerUses, ...body.uses].filter(({ path: [root = ""] }) => GIVEN.includes(root)).length;
  return {
    findings,
    template: {
      file,
      locale: message.locale,
      uses: [...headerUses, ...body.uses, ...(html?.uses ?? [])],
      headerUses,
      isCode: false,
      room: roomForValues(form, front, given),
      write: (scope) => checkContent(channel, fillForm(form, parts, scope), file),
    },
  };
}

interface Parts {
  readonly body: CompiledText;
  readonly headers: ReadonlyMap<string, CompiledText>;
  readonly html: CompiledText | undefined;
  readonly attachments: readonly Attachment[];
}

function fillForm(form: ContentForm, { body, headers, html, attachments }: Parts, scope: object): ContentOf<Channel> {
  const content: Record<string, unknown> = {};
  for (const [line, text] of headers) {
    const group = headerGroup(form, line);
    if (group === undefined) content[line] = text.print(scope);
    else content[group] = { ...(content[group] as object), [line.slice(group.length + 1)]: text.print(scope) };
  }
  content[form.body] = body.print(scope).trim();
  if (html !== undefined) content.html = html.print(scope);
  if (attachments.length > 0) content.attachments = attachments;
  return content as unknown as ContentOf<Channel>;
}

function headerGroup({ headers = {} }: ContentForm, line: string): string | undefined {
  if (Object.hasOwn(headers, line)) return undefined;
  const group = line.slice(0, Math.max(0, line.indexOf("-")));
  return line.length > group.length + 1 && Object.hasOwn(headers, `${group}-*`) ? group : undefined;
}

function headerMistakes(front: FrontMatter, channel: Channel, file: string): Finding[] {
  const form = getChannel(channel).content;
  const allowed = [...Object.keys(form.headers ?? {}), ...(form.attachments ? ["attach"] : [])];
  const [required] = Object.entries(form.headers ?? {}).find(([, header]) => header.required) ?? [];
  const mistakes: Finding[] = front.mistakes.map(({ place, advice }) => ({
    path: [],
    advice,
    place: { file, ...place },
  }));
  for (const field of front.fields) {
    if (allowed.includes(field.name) || headerGroup(form, field.name) !== undefined) continue;
    mistakes.push({
      path: [field.name],
      advice: unknownHeader(field, channel, allowed),
      place: { file, line: field.line, column: 1 },
    });
  }
  if (
    required !== undefined &&
    front.mistakes.length === 0 &&
    !front.fields.some(({ name }) => nearName(name, [required]))
  ) {
    const advice = `begin the file with a header: a --- line, ${required}: …, and another --- line`;
    mistakes.push({ path: [required], advice, place: { file, line: 1, column: 1 } });
  }
  return mistakes;
}

function unknownHeader(field: FrontField, channel: Channel, allowed: readonly string[]): string {
  if (field.name === "attach") return "only an email can carry a file; remove attach";
  const { message } = getChannel(channel).words;
  if (allowed.length === 0) return `${message} has no header; remove ${field.name}`;
  return `no such header line; ${meant(field.name, allowed, `${message} knows ${allowed.join(", ")}`)}`;
}

const GIVEN_CHARACTERS = 100;
const BYTES = 3;
/** Tags that print a text several times or print an assigned text. */
const REPEATS = /\{%-?\s*(?:for|tablerow|assign|capture|increment|decrement|cycle|liquid|echo)\b/;
const FILTER = /\|\s*([a-z_]+)/g;
/** Filters with a result that is never longer than their input and arguments. */
const SHORT_FILTERS = new Set(
  "append capitalize default downcase first last lstrip prepend remove rstrip size slice strip truncate upcase".split(
    " ",
  ),
);

/** Returns how many characters of a row's values always fit; 0 if only rendering can tell. */
function roomForValues(
  { headers = {}, most, check }: ContentForm,
  { fields, body }: Pick<FrontMatter, "fields" | "body">,
  given: number,
): number {
  const texts = [body, ...fields.map(({ value }) => value)];
  if (check !== undefined || texts.some((text) => REPEATS.test(text) || !hasShortFilters(text))) return 0;
  // only rendering shows whether the text is a URL
  if (fields.some(({ name, value }) => headers[name]?.isUrl && value.includes("{{"))) return 0;
  const all = texts.join("");
  const whole =
    "characters" in most ? most.characters - all.length : Math.floor((most.bytes - Buffer.byteLength(all)) / BYTES);
  const lines = fields.flatMap(({ name, value }) => {
    const own = headers[name]?.most;
    return own === undefined ? [] : [own - value.length];
  });
  return Math.max(0, Math.min(whole, ...lines) - given * GIVEN_CHARACTERS);
}

function hasShortFilters(text: string): boolean {
  return [...text.matchAll(FILTER)].every(([, name = ""]) => SHORT_FILTERS.has(name));
}

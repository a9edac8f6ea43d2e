import type { Attachment, Channel, ContentOf } from "@relance/spec";
import type { Liquid } from "liquidjs";
import { type AttachedFiles, compileAttachments } from "../attachments/compile-attachments.ts";
import type { Finding } from "../check/finding.ts";
import { type CompiledText, compileText, TemplateMistake, type TextOrigin } from "./compile-text.ts";
import { checkContent, PUSH_BYTES, SMS_CHARACTERS, SUBJECT_CHARACTERS } from "./content-limits.ts";
import type { LiquidEngines } from "./liquid-engines.ts";
import type { MessageTemplate } from "./message-template.ts";
import { GIVEN } from "./render-scope.ts";
import { type FrontField, type FrontMatter, readFrontMatter } from "./template-file.ts";

interface MessageSource {
  readonly channel: Channel;
  readonly locale: string | undefined;
  /** As the operator finds it, for messages. */
  readonly file: string;
  readonly source: string;
  readonly html?: { readonly file: string; readonly source: string } | undefined;
  /** What it may attach. */
  readonly files: AttachedFiles;
}

interface HeaderRules {
  readonly allowed: readonly string[];
  readonly required: string | undefined;
}

const HEADERS: Readonly<Record<Channel, HeaderRules>> = {
  sms: { allowed: [], required: undefined },
  email: { allowed: ["subject", "attach"], required: "subject" },
  push: { allowed: ["title", "url", "tag"], required: "title" },
};

/** Compiles one message; every mistake of its files is a finding with their own line. */
export function compileMessage(
  message: MessageSource,
  engines: LiquidEngines,
): { readonly template?: MessageTemplate | undefined; readonly findings: readonly Finding[] } {
  const { channel, file } = message;
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
    if (name === "attach") continue; // paths, the same for everybody: checked once, before anything is sent
    const text = compile(engines.text, value, { file, line, column }, name);
    if (text !== undefined) headers.set(name, text);
  }
  const html =
    message.html === undefined
      ? undefined
      : compile(engines.html, message.html.source, { file: message.html.file, line: 1, column: 1 });
  const attach = channel === "email" ? front.fields.find(({ name }) => name === "attach") : undefined;
  const attached = compileAttachments(attach, message.files, file);
  findings.push(...attached.findings);
  if (body === undefined || findings.length > 0) return { findings };
  const headerUses = [...headers.values()].flatMap(({ uses }) => uses);
  const parts: Parts = { body, headers, html, attachments: attached.attachments };
  const limited = channel === "email" ? headerUses : [...headerUses, ...body.uses]; // a mail's text has room for all
  const given = limited.filter(({ path: [root = ""] }) => GIVEN.includes(root)).length;
  return {
    findings,
    template: {
      file,
      locale: message.locale,
      uses: [...headerUses, ...body.uses, ...(html?.uses ?? [])],
      headerUses,
      isCode: false,
      room: roomForValues(channel, front, given),
      write: (scope) => checkContent(channel, WRITE[channel](parts, scope), file),
    },
  };
}

interface Parts {
  readonly body: CompiledText;
  readonly headers: ReadonlyMap<string, CompiledText>;
  readonly html: CompiledText | undefined;
  readonly attachments: readonly Attachment[];
}

const WRITE: Readonly<Record<Channel, (parts: Parts, scope: object) => ContentOf<Channel>>> = {
  sms: ({ body }, scope) => ({ text: body.print(scope).trim() }),
  email: ({ body, headers, html, attachments }, scope) => ({
    subject: printed(headers, "subject", scope) ?? "",
    text: body.print(scope).trim(),
    ...(html === undefined ? {} : { html: html.print(scope) }),
    ...(attachments.length === 0 ? {} : { attachments }),
  }),
  push: ({ body, headers }, scope) => {
    const url = printed(headers, "url", scope);
    const tag = printed(headers, "tag", scope);
    return {
      title: printed(headers, "title", scope) ?? "",
      body: body.print(scope).trim(),
      ...(url === undefined ? {} : { url }),
      ...(tag === undefined ? {} : { tag }),
    };
  },
};

function printed(headers: Parts["headers"], name: string, scope: object): string | undefined {
  return headers.get(name)?.print(scope);
}

function headerMistakes(front: FrontMatter, channel: Channel, file: string): Finding[] {
  const { allowed, required } = HEADERS[channel];
  const mistakes: Finding[] = front.mistakes.map(({ place, advice }) => ({
    path: [],
    advice,
    place: { file, ...place },
  }));
  for (const field of front.fields) {
    if (allowed.includes(field.name)) continue;
    mistakes.push({
      path: [field.name],
      advice: unknownHeader(field, channel, allowed),
      place: { file, line: field.line, column: 1 },
    });
  }
  if (required !== undefined && front.mistakes.length === 0 && !front.fields.some(({ name }) => name === required)) {
    const advice = `begin the file with a header: a --- line, ${required}: …, and another --- line`;
    mistakes.push({ path: [required], advice, place: { file, line: 1, column: 1 } });
  }
  return mistakes;
}

function unknownHeader(field: FrontField, channel: Channel, allowed: readonly string[]): string {
  if (field.name === "attach") return "only an email can carry a file; remove attach";
  if (allowed.length === 0) return `an ${channel} has no header; remove ${field.name}`;
  return `no such header line; an ${channel} knows ${allowed.join(", ")}`.replace("an push", "a push");
}

/** A link, a code or a date of ours is about as long. */
const GIVEN_CHARACTERS = 100;
/** A character of a value takes at most so many bytes. */
const BYTES = 3;
/** Tags that print something several times, or something that was kept before. */
const REPEATS = /\{%-?\s*(?:for|tablerow|assign|capture|increment|decrement|cycle|liquid|echo)\b/;
const FILTER = /\|\s*([a-z_]+)/g;
/** Filters that make nothing longer than it was, but for what they name themselves. */
const SHORT_FILTERS = new Set(
  "append capitalize default downcase first last lstrip prepend remove rstrip size slice strip truncate upcase".split(
    " ",
  ),
);

/**
 * So many characters of a row's values fit into a message for sure, each counted as often as it is named; 0 = only writing
 * it shows.
 *
 * @param given how often it names a link, a code or a date of ours
 */
function roomForValues(
  channel: Channel,
  { fields, body }: Pick<FrontMatter, "fields" | "body">,
  given: number,
): number {
  const texts = [body, ...fields.map(({ value }) => value)];
  if (texts.some((text) => REPEATS.test(text) || !hasShortFilters(text))) return 0;
  const headerOf = (wanted: string) => fields.find(({ name }) => name === wanted)?.value ?? "";
  if (headerOf("url").includes("{{")) return 0; // whether it is an address shows once it is written
  const own = given * GIVEN_CHARACTERS;
  if (channel === "sms") return Math.max(0, SMS_CHARACTERS - body.length - own);
  if (channel === "email") return Math.max(0, SUBJECT_CHARACTERS - headerOf("subject").length - own);
  return Math.max(0, Math.floor((PUSH_BYTES - Buffer.byteLength(texts.join(""))) / BYTES) - own);
}

function hasShortFilters(text: string): boolean {
  return [...text.matchAll(FILTER)].every(([, name = ""]) => SHORT_FILTERS.has(name));
}

import { type Channel, type ContentOf, getChannel, MessageError, RelanceError } from "@relance/spec";
import { type AttachedFiles, tooManyBytes } from "../attachments/compile-attachments.ts";
import type { Finding } from "../check/finding.ts";
import type { CampaignDraft } from "../definition/examine-shape.ts";
import { localeChain } from "../definition/places.ts";
import { remembered } from "../remembered.ts";
import type { CodeTemplate, CodeTemplateInput, CodeTemplates } from "./code-template.ts";
import type { MessageTemplate } from "./compile-message.ts";
import { compileMessage } from "./compile-message.ts";
import { checkContent } from "./content-limits.ts";
import { createEngines, type LiquidEngines } from "./liquid-engines.ts";
import { isCodeTemplate, parseTemplateFile } from "./template-file.ts";

export type TemplateSources = Readonly<Record<string, string>>;

export interface TemplateBook {
  readonly engines: LiquidEngines;
  /** Returns all versions of a template by language. The version without a language has the key "". */
  variants(name: string, channel: Channel): ReadonlyMap<string, MessageTemplate>;
  pick(name: string, channel: Channel, locale: string | undefined): MessageTemplate | undefined;
}

interface BookInput {
  readonly draft: CampaignDraft;
  readonly sources: TemplateSources;
  readonly files: AttachedFiles;
  readonly code: CodeTemplates<never> | undefined;
  readonly show: (file: string) => string;
}

export function compileBook(input: BookInput): { readonly book: TemplateBook; readonly findings: readonly Finding[] } {
  const { draft, sources, files, code = {}, show } = input;
  const fallback = draft.locale ?? "en";
  const engines = createEngines(fallback, draft.timezone ?? "UTC");
  const findings: Finding[] = [];
  const all = new Map<string, Map<string, MessageTemplate>>();
  const variants = (name: string, channel: Channel): Map<string, MessageTemplate> => {
    const key = `${name} ${channel}`;
    const found = all.get(key) ?? new Map<string, MessageTemplate>();
    all.set(key, found);
    return found;
  };
  const pick = remembered((name: string, channel: Channel, locale: string | undefined) => {
    const found = variants(name, channel);
    return found.get(localeChain(locale, fallback).find((one) => found.has(one)) ?? "");
  });

  for (const [file, source] of Object.entries(sources)) {
    const parsed = parseTemplateFile(file);
    if (parsed === undefined || parsed.isHtml) continue;
    const htmlFile = file.replace(/\.liquid$/, ".html.liquid");
    const htmlSource =
      getChannel(parsed.channel).content.html && Object.hasOwn(sources, htmlFile) ? sources[htmlFile] : undefined;
    const html = htmlSource === undefined ? undefined : { file: show(htmlFile), source: htmlSource };
    const compiled = compileMessage({ ...parsed, file: show(file), source, html, files }, engines);
    findings.push(...compiled.findings);
    if (compiled.template === undefined) continue;
    variants(parsed.name, parsed.channel).set(parsed.locale ?? "", compiled.template);
  }
  for (const step of draft.steps ?? []) {
    if (step?.template === undefined || step.channel === undefined || !isCodeTemplate(step.template)) continue;
    const written = Object.hasOwn(code, step.template) ? code[step.template] : undefined;
    const message = written === undefined ? undefined : codeMessage(step.template, written, step.channel);
    if (message !== undefined) variants(step.template, step.channel).set("", message);
  }

  const excess = tooManyBytes(files);
  if (excess !== undefined) findings.push(excess);

  return { book: { engines, variants, pick }, findings };
}

/** Texts that JavaScript prints for missing values. All texts but `null` also match directly after a letter. */
const ABSENT = /undefined|Invalid Date|NaN(?!\p{L})|\bnull\b/u;

function codeMessage(name: string, template: CodeTemplate<never>, channel: Channel): MessageTemplate | undefined {
  const write = template[channel] as CodeTemplate[Channel];
  if (write === undefined) return undefined;
  return {
    file: name,
    locale: undefined,
    uses: [],
    headerUses: [],
    isCode: true,
    room: 0,
    write(_scope, input) {
      try {
        const given = input();
        const content = checkContent(channel, write(given), name);
        refuseAbsent(content, given, name);
        return content;
      } catch (error) {
        if (RelanceError.is(error)) throw error;
        throw new MessageError("message/template-failed", `${name} failed for this row`, { cause: error });
      }
    },
  };
}

/** Refuses a text in which a missing value was printed, such as `undefined` for an index past the end of a list. */
function refuseAbsent(content: ContentOf<Channel>, given: CodeTemplateInput, template: string): void {
  for (const text of listTexts(content).filter((one) => ABSENT.test(one))) {
    const [word] = ABSENT.exec(withoutLinks(text, given)) ?? [];
    if (word === undefined || given.key.includes(word) || holdsWord(given.optional, word)) continue;
    throw new MessageError(
      "message/missing-variable",
      `${template} wrote "${word}", which the row does not contain: the template read a value that is missing or has another type`,
    );
  }
}

/** Removes relance's links, because their random letters may form any word. */
function withoutLinks(text: string, { ack, optout }: CodeTemplateInput): string {
  return [() => ack.url, () => optout.url].reduce((rest, read) => {
    try {
      const url = read();
      return rest.replaceAll(url.slice(url.lastIndexOf("/") + 1), "");
    } catch {
      return rest;
    }
  }, text);
}

function listTexts(content: ContentOf<Channel>): readonly string[] {
  const files = "attachments" in content ? (content.attachments ?? []) : [];
  const texts = (Object.values(content) as unknown[]).filter((text) => typeof text === "string");
  return [...texts, ...files.map(({ filename }) => filename)];
}

function holdsWord(value: unknown, word: string): boolean {
  if (typeof value === "string") return value.includes(word);
  return typeof value === "object" && value !== null && Object.values(value).some((one) => holdsWord(one, word));
}

import { type Channel, type ContentOf, channelOf, MessageError, RelanceError } from "@relance/spec";
import { type AttachedFiles, tooManyBytes } from "../attachments/compile-attachments.ts";
import type { Finding } from "../check/finding.ts";
import type { CampaignDraft } from "../definition/examine-shape.ts";
import { remembered } from "../remembered.ts";
import type { CodeTemplate, CodeTemplateInput, CodeTemplates } from "./code-template.ts";
import { compileMessage } from "./compile-message.ts";
import { checkContent } from "./content-limits.ts";
import { createEngines, type LiquidEngines } from "./liquid-engines.ts";
import { localeChain } from "./locale-chain.ts";
import type { MessageTemplate } from "./message-template.ts";
import { isCodeTemplate, parseTemplateFile } from "./template-file.ts";

/** The sources of templates by file name, relative to the campaign file. */
export type TemplateSources = Readonly<Record<string, string>>;

/** Every message of a campaign, by template, channel and language. */
export interface TemplateBook {
  readonly engines: LiquidEngines;
  /** All languages of one template; the template without a language is under "". */
  variants(name: string, channel: Channel): ReadonlyMap<string, MessageTemplate>;
  /** Returns the template for a recipient of this language; `undefined` if there is none. */
  pick(name: string, channel: Channel, locale: string | undefined): MessageTemplate | undefined;
}

interface BookInput {
  readonly draft: CampaignDraft;
  readonly sources: TemplateSources;
  readonly files: AttachedFiles;
  readonly code: CodeTemplates<never> | undefined;
  /** Turns the name of a source into the path that operators know. */
  readonly show: (file: string) => string;
}

/** Compiles all templates of a campaign; `findings` holds their mistakes, each with its own file and line. */
export function compileBook(input: BookInput): { readonly book: TemplateBook; readonly findings: readonly Finding[] } {
  const { draft, sources, files, code = {}, show } = input;
  const fallback = draft.locale ?? "en";
  const engines = createEngines(fallback, draft.timezone ?? "UTC");
  const findings: Finding[] = [];
  const caches = new Map<string, TemplateCache>();
  const cache = (name: string, channel: Channel): TemplateCache => {
    const key = `${name} ${channel}`;
    const found = caches.get(key) ?? createTemplateCache(fallback);
    caches.set(key, found);
    return found;
  };

  for (const [file, source] of Object.entries(sources)) {
    const parsed = parseTemplateFile(file);
    if (parsed === undefined || parsed.isHtml) continue;
    const htmlFile = file.replace(/\.liquid$/, ".html.liquid");
    const htmlSource =
      channelOf(parsed.channel).content.html && Object.hasOwn(sources, htmlFile) ? sources[htmlFile] : undefined;
    const html = htmlSource === undefined ? undefined : { file: show(htmlFile), source: htmlSource };
    const compiled = compileMessage({ ...parsed, file: show(file), source, html, files }, engines);
    findings.push(...compiled.findings);
    if (compiled.template === undefined) continue;
    cache(parsed.name, parsed.channel).variants.set(parsed.locale ?? "", compiled.template);
  }
  for (const step of draft.steps ?? []) {
    if (step?.template === undefined || step.channel === undefined || !isCodeTemplate(step.template)) continue;
    const written = Object.hasOwn(code, step.template) ? code[step.template] : undefined;
    const message = written === undefined ? undefined : codeMessage(step.template, written, step.channel);
    if (message !== undefined) cache(step.template, step.channel).variants.set("", message);
  }

  const excess = tooManyBytes(files);
  if (excess !== undefined) findings.push(excess);

  const book: TemplateBook = {
    engines,
    variants: (name, channel) => cache(name, channel).variants,
    pick: (name, channel, locale) => cache(name, channel).pick(locale),
  };
  return { book, findings };
}

/** One template of one channel in its languages. */
interface TemplateCache {
  /** The templates by language. The key "" holds the template without a language. */
  readonly variants: Map<string, MessageTemplate>;
  /** Returns the variant for a recipient of this language; `undefined` if there is none. */
  pick(locale: string | undefined): MessageTemplate | undefined;
}

/** `fallback` is the language of the campaign. */
function createTemplateCache(fallback: string): TemplateCache {
  const variants = new Map<string, MessageTemplate>();
  const pick = remembered((locale: string | undefined) => {
    const tag = localeChain(locale, fallback).find((one) => variants.has(one));
    return variants.get(tag ?? "");
  });
  return { variants, pick };
}

/**
 * What JavaScript prints for a missing value, or for a number or date made of an invalid value. The words are found
 * next to letters too, but not inside words that recipients write.
 */
const ABSENT = /undefined|Invalid Date|NaN(?!\p{L})|\bnull\b/u;

/** Wraps a function of a template in code. If the function throws or returns an invalid value, the row is refused. */
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

/**
 * Refuses a text that contains such a word. A missing value from elsewhere than `variables` (a copy, a position past
 * the end of a list, `locale`) shows in the text only. The random letters of relance's links may form any word.
 */
function refuseAbsent(content: ContentOf<Channel>, given: CodeTemplateInput, template: string): void {
  for (const text of textsOf(content).filter((one) => ABSENT.test(one))) {
    const [word] = ABSENT.exec(withoutLinks(text, given)) ?? [];
    if (word === undefined || given.key.includes(word) || holdsWord(given.optional, word)) continue;
    throw new MessageError(
      "message/missing-variable",
      `${template} wrote "${word}", which is in none of the row's values: it read a value that is missing or of another kind`,
    );
  }
}

/** Returns the text without the random letters of relance's links; a campaign without a `publicUrl` has no links. */
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

/** Returns the texts and the names of files; the contents of a file do not count as text. */
function textsOf(content: ContentOf<Channel>): readonly string[] {
  const files = "attachments" in content ? (content.attachments ?? []) : [];
  const texts = (Object.values(content) as unknown[]).filter((text) => typeof text === "string");
  return [...texts, ...files.map(({ filename }) => filename)];
}

function holdsWord(value: unknown, word: string): boolean {
  if (typeof value === "string") return value.includes(word);
  return typeof value === "object" && value !== null && Object.values(value).some((one) => holdsWord(one, word));
}

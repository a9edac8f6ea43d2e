import type { Channel } from "@relance/spec";
import type { AttachedFiles } from "../attachments/attached-files.ts";
import { tooManyBytes } from "../attachments/compile-attachments.ts";
import type { Finding } from "../check/finding.ts";
import type { CampaignDraft } from "../definition/campaign-draft.ts";
import { codeMessage } from "./code-message.ts";
import type { CodeTemplates } from "./code-template.ts";
import { compileMessage } from "./compile-message.ts";
import { createEngines, type LiquidEngines } from "./liquid-engines.ts";
import type { MessageTemplate } from "./message-template.ts";
import { isCodeTemplate, parseTemplateFile } from "./template-file.ts";
import { createTemplateShelf, type TemplateShelf } from "./template-shelf.ts";

/** Sources by file name, relative to the campaign file. */
export type TemplateSources = Readonly<Record<string, string>>;

/** Every message of a campaign, by template, channel and language. */
export interface TemplateBook {
  readonly engines: LiquidEngines;
  /** All languages of one template, the one without a language under "". */
  variants(name: string, channel: Channel): ReadonlyMap<string, MessageTemplate>;
  /** The template for a person of this language, or `undefined` when there is none for them. */
  pick(name: string, channel: Channel, locale: string | undefined): MessageTemplate | undefined;
}

export interface BookInput {
  readonly draft: CampaignDraft;
  readonly sources: TemplateSources;
  readonly files: AttachedFiles;
  readonly code: CodeTemplates | undefined;
  /** Turns a source's name into the path that operators know. */
  readonly show: (file: string) => string;
}

/** Compiles all templates of a campaign; `findings` are their mistakes, each with its own file and line. */
export function compileBook(input: BookInput): {
  readonly book: TemplateBook;
  readonly findings: readonly Finding[];
} {
  const { draft, sources, files, code = {}, show } = input;
  const fallback = draft.locale ?? "en";
  const engines = createEngines(fallback, draft.timezone ?? "UTC");
  const findings: Finding[] = [];
  const shelves = new Map<string, TemplateShelf>();
  const shelf = (name: string, channel: Channel): TemplateShelf => {
    const key = `${name} ${channel}`;
    const found = shelves.get(key) ?? createTemplateShelf(fallback);
    shelves.set(key, found);
    return found;
  };

  for (const [file, source] of Object.entries(sources)) {
    const parsed = parseTemplateFile(file);
    if (parsed === undefined || parsed.isHtml) continue;
    const htmlFile = file.replace(/\.liquid$/, ".html.liquid");
    const htmlSource = parsed.channel === "email" && Object.hasOwn(sources, htmlFile) ? sources[htmlFile] : undefined;
    const html = htmlSource === undefined ? undefined : { file: show(htmlFile), source: htmlSource };
    const compiled = compileMessage({ ...parsed, file: show(file), source, html, files }, engines);
    findings.push(...compiled.findings);
    if (compiled.template === undefined) continue;
    shelf(parsed.name, parsed.channel).variants.set(parsed.locale ?? "", compiled.template);
  }
  for (const step of draft.steps ?? []) {
    if (step?.template === undefined || step.channel === undefined || !isCodeTemplate(step.template)) continue;
    const written = Object.hasOwn(code, step.template) ? code[step.template] : undefined;
    const message = written === undefined ? undefined : codeMessage(step.template, written, step.channel);
    if (message !== undefined) shelf(step.template, step.channel).variants.set("", message);
  }

  const excess = tooManyBytes(files);
  if (excess !== undefined) findings.push(excess);

  const book: TemplateBook = {
    engines,
    variants: (name, channel) => shelf(name, channel).variants,
    pick: (name, channel, locale) => shelf(name, channel).pick(locale),
  };
  return { book, findings };
}

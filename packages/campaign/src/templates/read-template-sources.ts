import { isUtf8 } from "node:buffer";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Finding } from "../check/finding.ts";
import type { CampaignDraft } from "../definition/examine-shape.ts";
import { isCodeTemplate, parseTemplateFile, type TemplateFile } from "./template-file.ts";

const MAX_BYTES = 262_144;

interface ReadTemplates {
  readonly sources: Readonly<Record<string, string>>;
  readonly templateFiles: readonly TemplateFile[];
  readonly findings: readonly Finding[];
}

/** Reads templates and normalizes line ends and byte order marks, so that a campaign has one hash everywhere. */
export function readTemplateSources(
  directory: string,
  draft: CampaignDraft,
  isForeign: (path: string) => boolean = () => false,
): ReadTemplates {
  const sources: Record<string, string> = {};
  const templateFiles: TemplateFile[] = [];
  const findings: Finding[] = [];
  for (const name of templateNames(draft)) {
    const folder = dirname(name);
    const entries = listEntries(join(directory, folder));
    const read = new Map<string, string>();
    for (const entry of entries.sort()) {
      const file = folder === "." ? entry : `${folder}/${entry}`;
      const path = join(directory, file);
      const parsed = parseTemplateFile(file);
      if (parsed === undefined && entry.startsWith(`${basename(name)}.`) && entry.endsWith(".liquid"))
        findings.push({ path: [], advice: unknownAdvice(basename(name)), place: { file: path } });
      if (parsed !== undefined) templateFiles.push(parsed);
      if (parsed?.name !== name) continue;
      const place = `${parsed.locale} ${parsed.channel} ${parsed.isHtml}`;
      const twin = read.get(place);
      if (twin !== undefined) {
        const advice = `${twin} has the same text in the same language: delete one of the two files`;
        findings.push({ path: [], advice, place: { file: path } });
      }
      read.set(place, entry);
      const source = isForeign(path) ? { advice: "this template is outside of the project" } : readSource(path);
      if (source.advice === undefined) sources[file] = source.text;
      else findings.push({ path: [], advice: source.advice, place: { file: path } });
    }
  }
  return { sources, templateFiles, findings };
}

function listEntries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // `checkTemplates` reports steps that use templates in this folder
  }
}

function unknownAdvice(name: string): string {
  return `the file name needs a language and a channel: write ${name}.fr.sms.liquid, or keep it elsewhere`;
}

function templateNames(draft: CampaignDraft): ReadonlySet<string> {
  const names = (draft.steps ?? []).flatMap((step) => step?.template ?? []);
  return new Set(names.filter((name) => !isCodeTemplate(name)));
}

type Source = { readonly text: string; readonly advice?: undefined } | { readonly advice: string };

function readSource(path: string): Source {
  try {
    const found = statSync(path);
    if (!found.isFile() || found.size > MAX_BYTES) return { advice: "write a template file of at most 262,144 bytes" };
    const bytes = readFileSync(path);
    if (!isUtf8(bytes)) return { advice: "save this file as UTF-8" };
    const text = bytes.toString("utf8").replace(/^\ufeff/, "");
    return { text: text.replaceAll("\r\n", "\n") };
  } catch {
    return { advice: "this template cannot be read" };
  }
}

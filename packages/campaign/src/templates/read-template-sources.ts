import { isUtf8 } from "node:buffer";
import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Finding } from "../check/finding.ts";
import type { CampaignDraft } from "../definition/campaign-draft.ts";
import { isCodeTemplate, parseTemplateFile } from "./template-file.ts";

const MAX_BYTES = 262_144;

/**
 * Reads every template file that the campaign's steps name, in all languages, from the folder of the campaign
 * file. Line ends and a byte order mark are evened out, so that the same campaign has the same hash everywhere.
 */
export async function readTemplateSources(
  directory: string,
  draft: CampaignDraft,
): Promise<{ readonly sources: Readonly<Record<string, string>>; readonly findings: readonly Finding[] }> {
  const sources: Record<string, string> = {};
  const findings: Finding[] = [];
  for (const name of templateNames(draft)) {
    const folder = dirname(name);
    const entries = await readdir(join(directory, folder)).catch(() => []);
    for (const entry of entries.sort()) {
      const file = folder === "." ? entry : `${folder}/${entry}`;
      if (parseTemplateFile(file)?.name !== name) continue;
      const path = join(directory, file);
      const source = await readSource(path);
      if (source.advice === undefined) sources[file] = source.text;
      else findings.push({ path: [], advice: source.advice, place: { file: path } });
    }
  }
  return { sources, findings };
}

function templateNames(draft: CampaignDraft): ReadonlySet<string> {
  const names = (draft.steps ?? []).flatMap((step) => step?.template ?? []);
  return new Set(names.filter((name) => !isCodeTemplate(name)));
}

type Source = { readonly text: string; readonly advice?: undefined } | { readonly advice: string };

async function readSource(path: string): Promise<Source> {
  try {
    if ((await stat(path)).size > MAX_BYTES) return { advice: "a template has at most 262,144 bytes" };
    const bytes = await readFile(path);
    if (!isUtf8(bytes)) return { advice: "save this file as UTF-8" };
    return {
      text: bytes
        .toString("utf8")
        .replace(/^\ufeff/, "")
        .replaceAll("\r\n", "\n"),
    };
  } catch {
    return { advice: "this template cannot be read" };
  }
}

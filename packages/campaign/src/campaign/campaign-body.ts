import { createHash } from "node:crypto";
import type { CampaignDefinition } from "@relance/spec";
import canonicalize from "canonicalize";
import type { AttachedFiles } from "../attachments/compile-attachments.ts";
import type { TemplateSources } from "../templates/template-book.ts";
import { isCodeTemplate } from "../templates/template-file.ts";

/** What identifies a version of a campaign. */
export interface CampaignParts {
  readonly definition: CampaignDefinition;
  readonly templates: TemplateSources;
  readonly files: AttachedFiles;
}

/** Canonical JSON (RFC 8785): the same campaign gives the same bytes on every machine, whatever the order of its keys. */
export function writeBody({ definition, templates, files }: CampaignParts): string {
  const named = definition.steps.map(({ template }) => template).filter(isCodeTemplate);
  const body = canonicalize({
    format: 1,
    definition,
    templates,
    code: [...new Set(named)].sort(),
    ...(Object.keys(files).length === 0 ? {} : { files }),
  });
  return body ?? "{}";
}

/** The parts of a body; `undefined` when it is none of ours. The definition still has to be checked. */
export function readBody(
  body: string,
): { readonly definition: unknown; readonly templates: TemplateSources; readonly files: AttachedFiles } | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof parsed !== "object" || parsed === null) return undefined;
  const {
    format,
    definition,
    templates,
    files = {},
  } = parsed as { format?: unknown; definition?: unknown; templates?: unknown; files?: unknown };
  if (format !== 1 || typeof templates !== "object" || templates === null) return undefined;
  return { definition, templates: textsOf(templates), files: textsOf(files) };
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== "object" || value === null) return {};
  const texts = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return Object.fromEntries(texts);
}

/** SHA-256, hex. */
export function hashBody(body: string): string {
  return createHash("sha256").update(body).digest("hex");
}

import type { CampaignDefinition } from "@relance/spec";
import type { Finding } from "../check/finding.ts";
import type { CampaignDraft } from "./campaign-draft.ts";
import { campaign } from "./campaign-schema.ts";
import { shapeFindings } from "./shape-findings.ts";

export interface Shape {
  readonly findings: readonly Finding[];
  /** The definition without its malformed parts. */
  readonly draft: CampaignDraft;
  /** Present when nothing is malformed. */
  readonly definition?: CampaignDefinition | undefined;
}

/** Checks types, keys and formats of a whole campaign at once. */
export function examineShape(raw: unknown): Shape {
  const value = withoutEditorKey(raw);
  const parsed = campaign.safeParse(value);
  if (parsed.success) return { findings: [], draft: parsed.data, definition: parsed.data };
  const findings = shapeFindings(parsed.error.issues);
  return { findings, draft: prune(value, findings) };
}

/** `$schema` tells editors what the file is; it is no part of the campaign. */
export function withoutEditorKey(raw: unknown): unknown {
  if (typeof raw !== "object" || raw === null || !Object.hasOwn(raw, "$schema")) return raw;
  return Object.fromEntries(Object.entries(raw).filter(([key]) => key !== "$schema"));
}

/** Takes the malformed parts out; positions of lists stay. */
function prune(value: unknown, findings: readonly Finding[]): CampaignDraft {
  const copy: unknown = structuredClone(value);
  if (!isContainer(copy) || Array.isArray(copy) || findings.some(({ path }) => path.length === 0)) return {};
  for (const { path } of findings) {
    let parent: Record<string | number, unknown> | undefined = copy;
    for (const part of path.slice(0, -1)) {
      const next: unknown = parent !== undefined && Object.hasOwn(parent, part) ? parent[part] : undefined;
      parent = isContainer(next) ? next : undefined;
    }
    const last = path.at(-1);
    if (parent !== undefined && last !== undefined && Object.hasOwn(parent, last)) {
      if (Array.isArray(parent)) parent[last] = undefined;
      else delete parent[last];
    }
  }
  return copy as CampaignDraft;
}

function isContainer(value: unknown): value is Record<string | number, unknown> {
  return typeof value === "object" && value !== null;
}

import type { CampaignDefinition } from "@relance/spec";
import type * as z from "zod";
import type { Finding, Path } from "../check/finding.ts";
import { campaignShape } from "./campaign-schema.ts";
import { KNOWN_KEYS } from "./strict-object.ts";

export interface Shape {
  readonly findings: readonly Finding[];
  readonly draft: CampaignDraft;
  readonly definition?: CampaignDefinition | undefined;
}

export function examineShape(raw: unknown): Shape {
  const parsed = campaignShape().safeParse(raw);
  if (parsed.success) return { findings: [], draft: parsed.data, definition: parsed.data };
  const findings = shapeFindings(parsed.error.issues, raw);
  if (findings.some(({ target }) => target === "key") && !isCampaign(raw, findings)) {
    return { findings: [{ path: [], advice: FOREIGN }], draft: {} };
  }
  return { findings, draft: prune(raw, findings) };
}

/** The advice quotes no key, because keys of another kind of file may be secrets. */
const FOREIGN = "this file is not a campaign: write a file with name, deadline and steps";
const COMMON: readonly unknown[] = ["name", "version"];

/** Returns whether at least two of the file's keys are campaign keys, correct or misspelt. */
function isCampaign(value: unknown, findings: readonly Finding[]): boolean {
  if (!isContainer(value)) return false;
  const unknown = findings.filter(({ path, target }) => target === "key" && path.length === 1);
  const unread = unknown.filter(({ advice }) => advice.includes(KNOWN_KEYS)).map(({ path }) => path[0]);
  return Object.keys(value).filter((key) => !unread.includes(key) && !COMMON.includes(key)).length >= 2;
}

/** Removes malformed parts. List items keep their positions. */
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

export function shapeFindings(issues: readonly z.core.$ZodIssue[], raw: unknown): readonly Finding[] {
  return withoutEchoes(
    issues.flatMap((issue) => toFindings(issue, [])),
    raw,
  );
}

function toFindings(issue: z.core.$ZodIssue, base: Path): Finding[] {
  const path = [...base, ...(issue.path as Path)];
  if (issue.code === "unrecognized_keys") {
    const advice = issue.message.split("\n");
    return issue.keys.map((key, k) => ({ path: [...path, key], target: "key", advice: advice[k] ?? issue.message }));
  }
  if (issue.code === "invalid_key") {
    return [{ path, target: "key", advice: issue.issues[0]?.message ?? issue.message }];
  }
  if (issue.code === "invalid_union") {
    const meant = issue.errors.find((errors) => errors.length > 0 && !errors.some(isOtherKind));
    return meant === undefined ? [{ path, advice: issue.message }] : meant.flatMap((inner) => toFindings(inner, path));
  }
  return [{ path, advice: issue.message }];
}

/** If a key was misspelt, such as `tempalte:`, removes the finding that the correct key is missing. */
function withoutEchoes(findings: readonly Finding[], raw: unknown): readonly Finding[] {
  const meant = findings.flatMap((finding) => JSON.stringify(meantPath(finding)) ?? []);
  const isMissing = (path: Path) =>
    path.reduce<unknown>((value, part) => (isContainer(value) ? value[part] : undefined), raw) === undefined;
  return findings.filter(({ path }) => !meant.includes(JSON.stringify(path)) || !isMissing(path));
}

/** Returns the correct path for a misspelt or renamed key. */
export function meantPath({ path, target, advice }: Finding): Path | undefined {
  const name = target === "key" ? /(?:did you mean|; write) ([\w-]+)/.exec(advice)?.[1] : undefined;
  return name === undefined ? undefined : [...path.slice(0, -1), name];
}

function isOtherKind(issue: z.core.$ZodIssue): boolean {
  return issue.path.length === 0 && (issue.code === "invalid_type" || issue.code === "invalid_value");
}

/** A type without its malformed parts, so that rules can still check the other parts. */
type Draft<T> = T extends readonly (infer Item)[]
  ? readonly (Draft<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Draft<T[Key]> | undefined }
    : T;

export type CampaignDraft = Draft<CampaignDefinition>;
export type StepDraft = Draft<CampaignDefinition["steps"][number]>;

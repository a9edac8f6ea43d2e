import { channels, nearName } from "@relance/spec";
import { compileCondition } from "../condition/compile-condition.ts";
import type { CampaignDraft } from "../definition/examine-shape.ts";
import type { CheckContext, Rule } from "./check-context.ts";
import { nearColumn, type Path } from "./finding.ts";

export const checkAudience: Rule = (context) => {
  checkReach(context);
  checkColumns(context);
};

function checkReach({ draft, isMalformed, problem }: CheckContext): void {
  const contacts = draft.audience?.contacts;
  if (contacts === undefined || isMalformed(["audience", "contacts"])) return;
  const missing = new Set<string>();
  for (const [k, step] of (draft.steps ?? []).entries()) {
    const channel = step?.channel;
    if (channel === undefined || missing.has(channel) || isMalformed(["audience", "contacts", channel])) continue;
    if (contacts[channel] !== undefined) continue;
    missing.add(channel);
    problem(
      ["steps", k, "channel"],
      `this step reaches no recipient: audience.contacts names no column for ${channel}; add one such as ${channel}: ${channel}`,
    );
  }
}

function namedColumns({ audience = {}, deadline }: CampaignDraft): readonly (readonly [name: string, path: Path])[] {
  const { key, contacts, locale, timezone } = audience;
  const named: [string | undefined, Path][] = [
    key === undefined ? ["id", ["audience"]] : [key, ["audience", "key"]],
    [locale, ["audience", "locale"]],
    [timezone, ["audience", "timezone"]],
    ...channels().flatMap((channel): [string | undefined, Path][] => {
      const columns = contacts?.[channel];
      const path = ["audience", "contacts", channel];
      return typeof columns === "object" ? columns.map((name, k) => [name, [...path, k]]) : [[columns, path]];
    }),
    [typeof deadline === "object" ? deadline.column : undefined, ["deadline", "column"]],
  ];
  return named.flatMap(([name, path]) => (name === undefined ? [] : [[name, path] as const]));
}

function checkColumns({ draft, columns, problem }: CheckContext): void {
  if (columns === undefined) return;
  for (const [name, path] of namedColumns(draft)) {
    if (!columns.includes(name)) problem(path, nearColumn(name, columns));
  }
}

/** Returns advice about a file that has none of the campaign's columns, without quoting the file. */
export function foreignAdvice(draft: CampaignDraft, columns: readonly string[]): string | undefined {
  const names = [...new Set(namedColumns(draft).map(([name]) => name))];
  if (names.some((name) => columns.includes(name) || nearName(name, columns) !== undefined)) return undefined;
  return `this file has no column ${names.join(", ")}: name the columns that it has, or another file`;
}

export const checkConditions: Rule = ({ draft, columns, problem }) => {
  for (const [k, step] of (draft.steps ?? []).entries()) {
    if (step?.when === undefined) continue;
    const path = ["steps", k, "when"];
    const condition = compileCondition(step.when);
    if (condition.advice !== undefined) problem(path, condition.advice);
    for (const column of condition.columns) {
      if (columns !== undefined && !columns.includes(column)) problem(path, nearColumn(column, columns));
    }
  }
};

import { channelOf, channels } from "@relance/spec";
import { compileCondition } from "../condition/compile-condition.ts";
import type { CheckContext, Rule } from "./check-context.ts";
import { nearColumn, type Path } from "./finding.ts";

/** The audience has the columns that the campaign names, and each step has a recipient to reach. */
export const checkAudience: Rule = (context) => {
  checkExpect(context);
  checkReach(context);
  checkColumns(context);
  checkCanaries(context);
};

function checkExpect({ draft, problem }: CheckContext): void {
  const { min, max } = draft.audience?.expect ?? {};
  if (min !== undefined && max !== undefined && min > max) {
    problem(["audience", "expect", "min"], `write at most ${max}, which is the max`);
  }
}

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
      `this step cannot happen: audience.contacts names no column for ${channel}; add one such as ${channel}: ${channel}`,
    );
  }
}

function checkCanaries({ draft, problem }: CheckContext): void {
  const channel = draft.steps?.[0]?.channel;
  if (draft.canaries === undefined || channel === undefined) return;
  if (draft.canaries.lent !== undefined && channel !== "sms")
    problem(["canaries", "lent"], "numbers are lent for SMS, and the first step sends none", { target: "key" });
  if (channelOf(channel).canaries !== false) return;
  const { message } = channelOf(channel).words;
  problem(["canaries"], `test contacts get the first step every 15 minutes, too often for ${message}`, {
    target: "key",
  });
}

function checkColumns({ draft, columns, problem }: CheckContext): void {
  if (columns === undefined) return;
  const need = (name: string | undefined, path: Path) => {
    if (name !== undefined && !columns.includes(name)) problem(path, nearColumn(name, columns));
  };
  const { key, contacts, locale, timezone } = draft.audience ?? {};
  if (key === undefined) need("id", ["audience"]);
  need(key, ["audience", "key"]);
  need(locale, ["audience", "locale"]);
  need(timezone, ["audience", "timezone"]);
  for (const channel of channels()) {
    const named = contacts?.[channel];
    if (typeof named === "string") need(named, ["audience", "contacts", channel]);
    else
      named?.forEach((name, k) => {
        need(name, ["audience", "contacts", channel, k]);
      });
  }
  const { deadline } = draft;
  if (typeof deadline === "object") need(deadline.column, ["deadline", "column"]);
}

/** Each `when:` can be read, and reads columns that exist. */
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

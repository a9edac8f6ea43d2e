import type { TimelineEntry } from "@relance/spec";
import { onOneLine } from "./printable.ts";

/** One line per thing that happened, oldest first. */
export function timelineText(timeline: readonly TimelineEntry[]): string {
  return timeline.map(entryText).join("\n");
}

function entryText({ at, type, step, provider, attemptId, cause, detail, by }: TimelineEntry): string {
  const facts = [
    step === undefined ? undefined : `step ${step}`,
    provider,
    attemptId === undefined ? undefined : `attempt ${attemptId}`,
    cause === "none" ? undefined : cause,
    detail,
    by,
  ].filter((fact) => fact !== undefined && fact !== "");
  return onOneLine(`  ${at.toISOString()}  ${type.padEnd(24)} ${facts.join(" · ")}`.trimEnd());
}

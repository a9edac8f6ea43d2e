import { steeringWords } from "@relance/core";
import type { RelanceEvent } from "@relance/spec";
import { campaignLabel } from "../output/campaign-label.ts";
import { onOneLine } from "../output/printable.ts";

/** One event on one line. */
export function eventText(event: RelanceEvent): string {
  const { at, type, campaign, key, step, provider, attemptId, cause, answer, late, by, steering } = event;
  const about = step ?? steering?.step;
  const facts = [
    campaignLabel(campaign),
    key,
    about === undefined ? undefined : `step ${about}`,
    provider ?? steering?.provider,
    steering?.slice,
    steering === undefined ? undefined : steeringWords(steering),
    attemptId === undefined ? undefined : `attempt ${attemptId}`,
    event.line === undefined ? undefined : `line ${event.line}`,
    event.reason,
    cause === "none" ? undefined : cause,
    answer,
    by,
    late === true ? "late" : undefined,
  ].filter((fact) => fact !== undefined && fact !== "");
  return onOneLine(`${at.toISOString()}  ${type.padEnd(24)} ${facts.join(" · ")}`);
}

import type { CampaignDraft } from "../definition/campaign-draft.ts";
import { parseDeadline } from "../definition/deadline.ts";
import { formatDuration, parseDuration } from "../definition/duration.ts";
import type { CheckContext, Rule } from "./check-context.ts";

/**
 * Whether the ladder's waits fit between the start and the deadline, where both are known. Where the file says what happens
 * if they do not, it is no mistake.
 */
export const checkLadderTime: Rule = (context) => {
  checkOwnTimes(context);
  const { draft, now, problem, warning } = context;
  const tell = isDecided(draft) ? warning : problem;
  const { deadline, timezone = "UTC", handover = "0s", steps = [] } = draft;
  if (typeof deadline !== "string") return;
  const rule = parseDeadline(deadline, timezone);
  const window =
    rule?.kind === "after" ? rule.afterMs : rule?.kind === "instant" && now !== undefined ? rule.at - now : 0;
  const end = window - (parseDuration(handover) ?? 0);
  if (window <= 0 || end <= 0) return;
  let start = 0;
  for (const [k, step] of steps.entries()) {
    if (step === undefined) return;
    const before = step.at === undefined ? undefined : parseDuration(step.at.slice(1));
    if (before !== undefined) start = Math.max(start, window - before);
    const latest = k === steps.length - 1 ? window : end;
    if (start >= latest) {
      tell(
        ["steps", k],
        `this step would start ${formatDuration(start)} after the first message, but the ladder ends after ` +
          `${formatDuration(latest)}: shorten the waits before it, or move the deadline`,
      );
      return;
    }
    const wait = step.wait === undefined ? 0 : (parseDuration(step.wait) ?? 0);
    if (wait > 0 && before === undefined && start + wait > end) {
      const room = formatDuration(Math.max(0, end - start));
      tell(["steps", k, "wait"], `only ${room} are left before the ladder ends: write less, or move the deadline`);
      return;
    }
    start += wait;
  }
};

/** `skip` and `refuse` are about people who come late: compressing is what happens where nobody said anything. */
function isDecided({ ifLate }: CampaignDraft): boolean {
  return ifLate === "skip" || ifLate === "refuse";
}

/** From its own time before the deadline on a step and the later ones need their full waits: else they never fit. */
function checkOwnTimes({ draft, problem }: CheckContext): void {
  const { steps = [], ifLate, handover = "0s" } = draft;
  if (!isDecided(draft)) return;
  for (const [k, step] of steps.entries()) {
    const before = step?.at === undefined ? undefined : parseDuration(step.at.slice(1));
    const isLast = k === steps.length - 1;
    if (before === undefined || (isLast && ifLate === "skip")) continue; // the last one keeps its place
    const waits = steps.slice(k).map((later) => (later?.wait === undefined ? 0 : (parseDuration(later.wait) ?? 0)));
    const needed = waits.reduce((sum, wait) => sum + wait, parseDuration(handover) ?? 0);
    if (needed <= before) continue;
    const fate = ifLate === "skip" ? "this step would always be left out" : "everybody would be refused";
    problem(
      ["steps", k, "at"],
      `${fate}: from here to the deadline the waits and the handover take ${formatDuration(needed)}; write an earlier time`,
    );
    return;
  }
}

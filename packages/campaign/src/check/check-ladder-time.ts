import { parseDeadline } from "../definition/deadline.ts";
import { formatDuration, parseDuration } from "../definition/duration.ts";
import type { Rule } from "./check-context.ts";

/** Whether the ladder's waits fit between the start and the deadline, where both are known. */
export const checkLadderTime: Rule = ({ draft, now, problem }) => {
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
      problem(
        ["steps", k],
        `this step would start ${formatDuration(start)} after the first message, but the ladder ends after ` +
          `${formatDuration(latest)}: shorten the waits before it, or move the deadline`,
      );
      return;
    }
    const wait = step.wait === undefined ? 0 : (parseDuration(step.wait) ?? 0);
    if (wait > 0 && before === undefined && start + wait > end) {
      const room = formatDuration(Math.max(0, end - start));
      problem(
        ["steps", k, "wait"],
        `only ${room} are left before the ladder ends: write less, or move the deadline`,
      );
      return;
    }
    start += wait;
  }
};

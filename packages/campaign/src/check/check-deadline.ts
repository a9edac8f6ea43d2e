import { parseDeadline } from "../definition/deadline.ts";
import { parseDuration } from "../definition/duration.ts";
import { isDoubtfulInstant, isLocalInstant } from "../definition/local-instant.ts";
import type { Rule } from "./check-context.ts";

/** The legal end: said without doubt, and not over. */
export const checkDeadline: Rule = ({ draft, now, problem, warning }) => {
  const { deadline, timezone, handover } = draft;
  if (typeof deadline !== "string") return;
  const zone = timezone ?? "UTC";
  const rule = parseDeadline(deadline, zone);
  if (rule === undefined) return;
  if (isDoubtfulInstant(deadline, zone)) {
    problem(
      ["deadline"],
      `clocks in ${zone} change that night, so this time comes twice or never: add the offset, such as ${deadline}+01:00`,
    );
  } else if (isLocalInstant(deadline) && timezone === undefined) {
    warning(["deadline"], "this is read in UTC; say timezone: Europe/Paris, or where your people live");
  }
  if (rule.kind === "instant" && now !== undefined && rule.at <= now) {
    problem(["deadline"], "this is over; write an instant in the future");
  }
  const before = handover === undefined ? undefined : parseDuration(handover);
  if (rule.kind === "after" && before !== undefined && before >= rule.afterMs) {
    problem(["handover"], `write less than the deadline of ${deadline}: nothing could be sent`);
  }
};

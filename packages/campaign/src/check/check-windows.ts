import { lastOpening, nextOpening, zoneNumber } from "@relance/rules";
import { CHANNELS, type Channel, type PlanHours } from "@relance/spec";
import { parseDeadline } from "../definition/deadline.ts";
import { parseDuration } from "../definition/duration.ts";
import { isHoliday, readHolidays } from "../definition/holidays.ts";
import { parseHours } from "../definition/hours.ts";
import type { CheckContext, Rule } from "./check-context.ts";

/** Windows have to open in time for the steps that they hold back. */
export const checkWindows: Rule = (context) => {
  const { draft, isMalformed, warning, problem } = context;
  const { windows, steps = [], timezone } = draft;
  if (windows === undefined || isMalformed(["windows"])) return;
  if (timezone === undefined)
    warning(["windows"], "these are read in UTC; say timezone: Europe/Paris, or where your people live");
  else if (!isMalformed(["timezone"]) && zoneNumber(timezone) === 0)
    problem(["timezone"], "windows cannot be read there: write a zone of a place, such as Europe/Paris");
  for (const channel of CHANNELS) {
    if (windows[channel] === undefined) continue;
    if (!steps.some((step) => step === undefined || step.channel === channel))
      warning(["windows", channel], `no step sends by ${channel}`, { target: "key" });
  }
  for (const [k, step] of steps.entries()) {
    if (step?.channel === undefined) continue;
    const hours = hoursOf(context, step.channel);
    if (step.anytime && hours === undefined)
      warning(["steps", k, "anytime"], `no window holds ${step.channel} back: leave this out`, {
        target: "key",
      });
    if (hours !== undefined && !step.anytime) checkOpening(context, k, hours);
  }
};

function hoursOf({ draft }: CheckContext, channel: Channel): PlanHours | undefined {
  const text = [draft.windows?.[channel] ?? []].flat().filter((part) => part !== undefined);
  if (text.length === 0) return undefined;
  const { week } = parseHours(text);
  const holidays = (draft.windows?.holidays ?? []).filter((day) => day !== undefined && isHoliday(day));
  return week && { week, holidays: readHolidays(holidays as string[]) };
}

/** The step can leave between its earliest and its latest start, where both are known. */
function checkOpening({ draft, now, problem }: CheckContext, k: number, hours: PlanHours): void {
  const { deadline, timezone = "UTC", handover = "0s", steps = [] } = draft;
  if (typeof deadline !== "string" || now === undefined) return;
  const rule = parseDeadline(deadline, timezone);
  if (rule?.kind !== "instant" || rule.at <= now) return;
  const zone = zoneNumber(timezone);
  const before = parseDuration(steps[k]?.at?.slice(1) ?? "");
  const end = k === steps.length - 1 ? rule.at : rule.at - (parseDuration(handover) ?? 0);
  const from = before === undefined ? now : Math.max(now, rule.at - before);
  if (from > end || nextOpening(hours, zone, from) <= end) return;
  const path = before === undefined ? ["windows", steps[k]?.channel ?? ""] : ["steps", k, "at"];
  const last = lastOpening(hours, zone, end, 0);
  const remedy =
    before === undefined || last < now
      ? "write other hours, or move the deadline"
      : "let it start earlier, or write anytime: true";
  problem(path, `the window never opens between this step's start and its end: ${remedy}`);
}

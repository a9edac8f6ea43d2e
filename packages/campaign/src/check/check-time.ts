import { lastOpening, nextOpening, zoneNumber } from "@relance/rules";
import { type Channel, channels, getChannel, type HoursText, type PlanHours, parseDuration } from "@relance/spec";
import { formatDuration } from "../definition/duration.ts";
import { readHolidays, readWeek } from "../definition/hours.ts";
import { isDoubtfulInstant, isLocalInstant, parseDeadline } from "../definition/instants.ts";
import { routedProviders } from "../plan/provider-facts.ts";
import type { CheckContext, Rule } from "./check-context.ts";

export const checkWindows: Rule = (context) => {
  const { draft, isMalformed, warning, problem } = context;
  const { windows, steps = [], timezone } = draft;
  if (windows === undefined || isMalformed(["windows"])) return;
  if (timezone !== undefined && zoneNumber(timezone) === 0)
    problem(["timezone"], "windows need a time zone with local time: write the zone of a place, such as Europe/Paris");
  if (timezone === undefined && !isMalformed(["timezone"]))
    warning(["windows"], "these hours are in UTC; add the recipients' time zone, such as timezone: Europe/Paris");
  for (const channel of channels()) {
    if (windows[channel] === undefined) continue;
    if (!steps.some((step) => step === undefined || step.channel === channel))
      warning(["windows", channel], `no step sends by ${channel}`, { target: "key" });
  }
  for (const [k, step] of steps.entries()) {
    if (step?.channel === undefined) continue;
    const hours = channelHours(context, step.channel);
    if (step.ignoreWindows && hours === undefined)
      warning(["steps", k, "ignoreWindows"], `no window delays ${step.channel}: remove this key`, { target: "key" });
    if (hours !== undefined && !step.ignoreWindows) checkOpening(context, k, hours);
  }
};

function channelHours({ draft: { windows } }: Pick<CheckContext, "draft">, channel: Channel): PlanHours | undefined {
  const text = (windows?.[channel] as HoursText | undefined) ?? getChannel(channel).hours;
  if (text === undefined) return undefined;
  return { week: readWeek(text), holidays: readHolidays((windows?.holidays ?? []) as string[]) };
}

function checkOpening({ draft, now, problem }: CheckContext, k: number, hours: PlanHours): void {
  const { deadline, timezone = "UTC", callBuffer = "0s", steps = [] } = draft;
  if (typeof deadline !== "string" || now === undefined) return;
  const rule = parseDeadline(deadline, timezone);
  if (rule?.kind !== "instant" || rule.at <= now) return;
  const zone = zoneNumber(timezone);
  const before = parseDuration(steps[k]?.beforeDeadline ?? "");
  const end = k === steps.length - 1 ? rule.at : rule.at - (parseDuration(callBuffer) ?? 0);
  const from = before === undefined ? now : Math.max(now, rule.at - before);
  if (from > end || nextOpening(hours, zone, from) <= end) return;
  const path = before === undefined ? ["windows", steps[k]?.channel ?? ""] : ["steps", k, "beforeDeadline"];
  const last = lastOpening(hours, zone, end, 0);
  const remedy =
    before === undefined || last < now
      ? "write other hours, or move the deadline"
      : "move the start earlier, or write ignoreWindows: true";
  problem(path, `the window never opens between this step's start and its end: ${remedy}`);
}

export const checkDeadline: Rule = ({ draft, now, isMalformed, problem, warning }) => {
  const { deadline, timezone, callBuffer } = draft;
  if (typeof deadline !== "string") return;
  const zone = timezone ?? "UTC";
  const rule = parseDeadline(deadline, zone);
  if (rule === undefined) return;
  if (isDoubtfulInstant(deadline, zone)) {
    problem(
      ["deadline"],
      `clocks in ${zone} change that night, so this time occurs twice or never: add the offset, such as ${deadline}+01:00`,
    );
  } else if (isLocalInstant(deadline) && timezone === undefined && !isMalformed(["timezone"])) {
    warning(["deadline"], "this time is in UTC; add the recipients' time zone, such as timezone: Europe/Paris");
  }
  if (rule.kind === "instant" && now !== undefined && rule.at <= now) {
    problem(["deadline"], "the time is in the past; write an instant in the future");
  }
  const before = parseDuration(callBuffer);
  if (rule.kind === "after" && before !== undefined && before >= rule.afterMs) {
    problem(["callBuffer"], `write a call buffer shorter than the deadline of ${deadline}: nothing could be sent`);
  }
};

const ALWAYS: PlanHours["week"] = Array.from({ length: 7 }, () => [0, 1_440]);

/** Warns about sending outside the carrier's hours, because a message that the carrier holds cannot be stopped. */
export const checkCarrierHours: Rule = ({ draft, providers, isMalformed, warning }) => {
  if (providers === undefined || isMalformed(["windows"])) return;
  for (const [k, step] of (draft.steps ?? []).entries()) {
    const { channel, route } = step ?? {};
    if (channel === undefined) continue;
    const own = step?.ignoreWindows ? ALWAYS : (channelHours({ draft }, channel)?.week ?? ALWAYS);
    for (const [position, provider] of routedProviders({ channel, route }, Object.keys(providers)).entries()) {
      const carries = Object.hasOwn(providers, provider) ? providers[provider]?.carries : undefined;
      if (carries === undefined || isWithin(own, carries.week)) continue;
      warning(
        route === undefined ? ["steps", k] : ["steps", k, "route", position],
        `the carrier of ${provider} is closed while this may be sent, and delays messages until its hours begin; ` +
          `write a window for ${channel} within them`,
      );
    }
  }
};

function isWithin(inner: PlanHours["week"], outer: PlanHours["week"]): boolean {
  return inner.every((stretches, day) => {
    const around = outer[day] ?? [];
    for (let place = 0; place < stretches.length; place += 2) {
      const [from = 0, to = 0] = stretches.slice(place);
      if (!around.some((begin, at) => at % 2 === 0 && begin <= from && to <= (around[at + 1] ?? 0))) return false;
    }
    return true;
  });
}

/** Steps that do not fit before the deadline are allowed if the file says what happens to late recipients. */
export const checkLadderTime: Rule = (context) => {
  checkOwnTimes(context);
  const { draft, now, problem, warning } = context;
  const tell = draft.ifLate === "skip" || draft.ifLate === "refuse" ? warning : problem;
  const { deadline, timezone = "UTC", callBuffer = "0s", steps = [] } = draft;
  if (typeof deadline !== "string") return;
  const rule = parseDeadline(deadline, timezone);
  const window =
    rule?.kind === "after" ? rule.afterMs : rule?.kind === "instant" && now !== undefined ? rule.at - now : 0;
  const end = window - (parseDuration(callBuffer) ?? 0);
  if (window <= 0 || end <= 0) return;
  let start = 0;
  for (const [k, step] of steps.entries()) {
    if (step === undefined) return;
    const before = parseDuration(step.beforeDeadline);
    if (before !== undefined) start = Math.max(start, window - before);
    const latest = k === steps.length - 1 ? window : end;
    if (start >= latest) {
      tell(
        ["steps", k],
        `this step would start ${formatDuration(start)} after the first message, but all steps end after ` +
          `${formatDuration(latest)}: shorten the waits before it, or move the deadline`,
      );
      return;
    }
    const wait = parseDuration(step.wait) ?? 0;
    if (wait > 0 && before === undefined && start + wait > end) {
      const room = formatDuration(Math.max(0, end - start));
      tell(["steps", k, "wait"], `only ${room} remain before the steps end: write less, or move the deadline`);
      return;
    }
    start += wait;
  }
};

function checkOwnTimes({ draft, problem }: CheckContext): void {
  const { steps = [], ifLate, callBuffer = "0s" } = draft;
  if (ifLate !== "skip" && ifLate !== "refuse") return;
  for (const [k, step] of steps.entries()) {
    const before = parseDuration(step?.beforeDeadline);
    const isLast = k === steps.length - 1;
    if (before === undefined || (isLast && ifLate === "skip")) continue; // `skip` never skips the last step
    const waits = steps.slice(k).map((later) => parseDuration(later?.wait) ?? 0);
    const needed = waits.reduce((sum, wait) => sum + wait, parseDuration(callBuffer) ?? 0);
    if (needed <= before) continue;
    const fate = ifLate === "skip" ? "this step would always be skipped" : "all recipients would be refused";
    problem(
      ["steps", k, "beforeDeadline"],
      `${fate}: from here to the deadline the waits and the call buffer take ${formatDuration(needed)}; write an earlier time`,
    );
    return;
  }
}

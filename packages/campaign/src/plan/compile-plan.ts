import {
  type CampaignDefinition,
  type Channel,
  ConfigError,
  type ConfirmButton,
  getChannel,
  type Plan,
  type PlanEffect,
  type PlanPace,
  type PlanRoute,
  type PlanStep,
  type Problem,
  type Step,
  type Windows,
} from "@relance/spec";
import { durationMs } from "../definition/duration.ts";
import { readHolidays, readWeek } from "../definition/hours.ts";
import { parseDeadline, parseSince } from "../definition/instants.ts";
import { readMoney } from "../definition/money.ts";
import { type ProviderFactsOf, planRoute, qualifyProvider, routeAdvice } from "./provider-facts.ts";
import { planRetention } from "./read-kept.ts";
import { replyWord } from "./reply-word.ts";

const UNKNOWN_AFTER_MS = 15 * 60_000;
const MAX_TRIES = 4;
const RETRY_MS = 30_000;
const RESOLUTION_MS = 10 * 60_000;

/** Compiles the plan. @throws {ConfigError} `config/provider-unknown` with every unknown provider */
export function compilePlan(
  definition: CampaignDefinition,
  providers: readonly string[],
  facts: ProviderFactsOf,
): Plan {
  const { confirm = {} } = definition;
  const problems: Problem[] = [];
  const readHours = windowHours(definition.windows);
  const steps = definition.steps.map((step, k) => ({
    ...planStep(step, k, { providers, facts, problems }),
    ...(step.ignoreWindows ? {} : readHours(step.channel)),
  }));
  if (problems.length > 0) {
    const names = problems.map(({ advice }) => advice).join("; ");
    throw new ConfigError("config/provider-unknown", `${definition.name}: ${names}`, { problems });
  }
  const buttons = confirm.buttons ?? { done: "close" };
  const since = confirm.since === undefined ? undefined : parseSince(confirm.since, definition.timezone ?? "UTC");
  const deadline = parseDeadline(definition.deadline, definition.timezone);
  const hasHours = steps.some(({ hours, route }) => hours ?? route.some(({ carries }) => carries !== undefined));
  return {
    steps,
    ...(hasHours ? { zone: definition.timezone ?? "UTC" } : {}),
    callBufferMs: definition.callBuffer === undefined ? 0 : durationMs(definition.callBuffer),
    ...(deadline?.kind === "instant" ? { deadlineAt: deadline.at } : {}),
    ...(definition.ifLate === undefined || definition.ifLate === "compress" ? {} : { ifLate: definition.ifLate }),
    guarantee: definition.guarantee ?? "at-most-once",
    maxTries: MAX_TRIES,
    retryMs: RETRY_MS,
    resolutionMs: RESOLUTION_MS,
    strength: confirm.strength ?? "gesture",
    answers: Object.fromEntries(Object.entries(buttons).map(([answer, button]) => [answer, planEffect(button)])),
    ...(confirm.event === undefined ? {} : { on: confirm.event }),
    ...(since === undefined ? {} : { since }),
    ...(definition.firstWave === undefined && definition.rate === undefined ? {} : { pace: planPace(definition) }),
    ...(definition.weight === undefined ? {} : { weight: definition.weight }),
    ...(definition.budget === undefined ? {} : { budget: readMoney(definition.budget) }),
    ...(definition.retention === undefined ? {} : { kept: planRetention(definition.retention) }),
    ...(definition.watch?.onLoss === undefined ? {} : { onLoss: definition.watch.onLoss }),
    ...(definition.watch?.explore === undefined
      ? {}
      : { explore: Math.round(Number.parseFloat(definition.watch.explore) * 100) }),
    reply: Object.fromEntries(Object.entries(confirm.replies ?? {}).map(([word, answer]) => [replyWord(word), answer])),
  };
}

function windowHours(windows: Windows | undefined): (channel: Channel) => Pick<PlanStep, "hours"> {
  const holidays = windows?.holidays === undefined ? undefined : readHolidays(windows.holidays);
  return (channel) => {
    const text = windows?.[channel] ?? getChannel(channel).hours;
    return text === undefined
      ? {}
      : { hours: { week: readWeek(text), ...(holidays === undefined ? {} : { holidays }) } };
  };
}

interface Planning {
  readonly providers: readonly string[];
  readonly facts: ProviderFactsOf;
  readonly problems: Problem[];
}

function planStep(step: Step, k: number, { providers, facts, problems }: Planning): PlanStep {
  const names = planRoute(step, providers);
  if (names.length === 0)
    problems.push({ path: `steps[${k}].channel`, advice: `no provider for ${step.channel} is configured` });
  const route = names.flatMap((name, position): PlanRoute[] => {
    const provider = qualifyProvider(step.channel, name);
    const found = facts(provider);
    if (found === undefined || found.channel !== step.channel) {
      problems.push({ path: `steps[${k}].route[${position}]`, advice: routeAdvice(step.channel, name, providers) });
      return [];
    }
    const { vendor, receipts, lookup, explainsWithinMs, carries } = found;
    return [{ provider, vendor, receipts, lookup, explainsWithinMs, carries }];
  });
  return {
    channel: step.channel,
    route,
    ...(step.wait === undefined ? {} : { waitMs: durationMs(step.wait, `steps[${k}].wait`) }),
    ...(step.beforeDeadline === undefined ? {} : { beforeDeadlineMs: durationMs(step.beforeDeadline) }),
    unknownAfterMs:
      step.onMissingReceipt?.after === undefined
        ? UNKNOWN_AFTER_MS
        : durationMs(step.onMissingReceipt.after, `steps[${k}].onMissingReceipt.after`),
    onMissingReceipt: step.onMissingReceipt?.do ?? "reroute",
  };
}

function planPace({ firstWave, rate }: Pick<CampaignDefinition, "firstWave" | "rate">): PlanPace {
  const [, count = "0", unit = "s"] = /^(\d+)\/([smh])$/.exec(rate ?? "") ?? [];
  const seconds = unit === "s" ? 1 : unit === "m" ? 60 : 3_600;
  return { firstWave, perSecond: rate === undefined ? undefined : Number(count) / seconds };
}

function planEffect(button: ConfirmButton): PlanEffect {
  const effect = typeof button === "string" ? button : button.effect;
  if (effect === "close" || effect === "next-contact" || effect === "call-me") return { do: effect };
  return { do: "snooze", forMs: durationMs(effect.replace("snooze ", "")) };
}

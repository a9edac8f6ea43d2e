import { formatDuration } from "@relance/campaign";
import { formatAmount, getChannel, type PriceList } from "@relance/spec";
import type { CampaignForecast, ForecastStep, ForecastWarning } from "./forecast.ts";

const HOUR_MS = 3_600_000;

export interface WarningFacts {
  readonly unwritable: number;
  /** Steps with an SMS without a link, in a campaign that recipients can confirm only by a link. */
  readonly linkless: readonly number[];
  readonly hasPace: boolean;
  readonly prices: PriceList | undefined;
}

type Facts = Omit<CampaignForecast, "warnings">;

/** Lists problems that an operator should know before the start, the most serious first. */
export function listWarnings(
  facts: Facts,
  { unwritable, linkless, hasPace, prices }: WarningFacts,
): readonly ForecastWarning[] {
  return [
    ...peopleWarnings(facts),
    ...budgetWarnings(facts),
    ...facts.steps.flatMap(stepWarnings),
    ...(unwritable === 0
      ? []
      : [{ code: "unwritable" as const, text: `${count(unwritable)} SMS cannot be rendered with their row` }]),
    ...linkless.map((step): ForecastWarning => {
      const text = `SMS of step ${step} cannot be confirmed: add ack.url to the text, because only a link confirms`;
      return { code: "no-link", step, text };
    }),
    ...facts.duplicates.map(({ channel, addresses, people }): ForecastWarning => {
      return {
        code: "duplicates",
        text: `${count(people)} recipients share ${count(addresses)} ${getChannel(channel).words.addresses}: each of them gets a separate message there`,
      };
    }),
    ...providerWarnings(facts, { hasPace, prices }),
  ];
}

function peopleWarnings({ people, ifLate, late: lateOnes, startBy, startAt }: Facts): ForecastWarning[] {
  const { tooLate, squeezed, unreachable, suppressed } = people;
  const found: ForecastWarning[] = [];
  if (tooLate > 0) found.push({ code: "too-late", text: `no message can be sent in time to ${recipients(tooLate)}` });
  if (lateOnes.refused > 0) {
    const text = `${recipients(lateOnes.refused)} would be refused: their steps do not fit before the deadline`;
    found.push({ code: "refused-late", text });
  }
  if (squeezed > 0) {
    const late = startBy === undefined || startBy >= startAt ? undefined : startAt.getTime() - startBy.getTime();
    const remedy =
      late === undefined ? "" : `; starting about ${roughly(late)} earlier would give all recipients their full time`;
    found.push({
      code: "squeezed",
      text: `${recipients(squeezed)} ${ifLate === "skip" ? "will miss a step for lack of time" : "will get less time than the steps state"}${remedy}`,
    });
  }
  if (unreachable > 0)
    found.push({ code: "unreachable", text: `${recipients(unreachable)} have no contact for any of their steps` });
  if (suppressed > 0) found.push({ code: "suppressed", text: `${recipients(suppressed)} must not get messages` });
  return found;
}

function budgetWarnings({ budget, cost }: Facts): ForecastWarning[] {
  if (budget === undefined) return [];
  const { currency, limit } = budget;
  const bound = `the budget is ${formatAmount(limit)} ${currency}`;
  if (cost?.currency !== currency)
    return [{ code: "over-budget", text: `${bound}, but no price list in ${currency} is configured` }];
  if (cost.total <= limit) return [];
  const text = `sending all messages costs ${formatAmount(cost.total)} ${currency}, and ${bound}: messages beyond it are not sent`;
  return [{ code: "over-budget", text }];
}

function stepWarnings({ step, tooLate, squeezed, messages, hasWindow }: ForecastStep): ForecastWarning[] {
  const found: ForecastWarning[] = [];
  if (tooLate > 0) {
    const where = hasWindow ? " within its window" : "";
    const text = `step ${step} cannot finish in time${where}: ${recipients(tooLate)} would not receive it`;
    found.push({ code: "step-too-late", step, text });
  }
  if (squeezed > 0) {
    const text = `step ${step} is sent too late for full waits: ${count(squeezed)} of ${count(messages)} messages`;
    found.push({ code: "step-squeezed", step, text });
  }
  return found;
}

function providerWarnings(
  { providers }: Facts,
  { hasPace, prices }: Pick<WarningFacts, "hasPace" | "prices">,
): ForecastWarning[] {
  const used = providers.filter(({ messages }) => messages > 0);
  const unlimited = used.filter(({ perSecond }) => perSecond === undefined && !hasPace);
  const names = unlimited.map(({ provider }) => provider).join(", ");
  const text = `no perSecond in the configuration of ${names}: the forecast assumes that messages are sent immediately`;
  return [
    ...(unlimited.length === 0 ? [] : [{ code: "rate-unknown" as const, text }]),
    ...used
      .filter(({ amount }) => prices !== undefined && amount === undefined)
      .map(({ provider }): ForecastWarning => {
        return { code: "price-missing", provider, text: `${provider} has no price: its messages count as free` };
      }),
  ];
}

/** Formats a duration. Durations over an hour are rounded up to whole hours. */
function roughly(ms: number): string {
  const unit = ms > 3 * HOUR_MS ? HOUR_MS : HOUR_MS / 60;
  return formatDuration(Math.ceil(ms / unit) * unit);
}

function recipients(value: number): string {
  return value === 1 ? "1 recipient" : `${count(value)} recipients`;
}

function count(value: number): string {
  return value.toLocaleString("en");
}

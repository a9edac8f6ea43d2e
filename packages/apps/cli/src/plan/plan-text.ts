import type { ForecastStep } from "@relance/forecast";
import { type CampaignDefinition, formatAmount } from "@relance/spec";
import type { CampaignForecast } from "relance";
import { columnsText } from "../output/columns.ts";
import { onOneLine } from "../output/printable.ts";
import { counted, numberText } from "../output/wording.ts";

const COUNTS: readonly (readonly [string, (step: ForecastStep) => number])[] = [
  ["messages", ({ messages }) => messages],
  ["no contact", ({ lacksContact }) => lacksContact],
  ["suppressed", ({ suppressed }) => suppressed],
  ["short of time", ({ squeezed }) => squeezed],
  ["too late", ({ tooLate }) => tooLate],
];

export function planText(definition: CampaignDefinition, plan: CampaignForecast): string {
  const { timezone = "UTC" } = definition;
  const moments = createMoments(timezone);
  const lines = [
    `${plan.campaign} · planned from ${moments.at(plan.startAt)} (${timezone}), assuming that no recipient confirms`,
    ...indented(columnsText(listFacts(definition, plan, moments), 2)),
    "",
    ...indented(columnsText(stepsTable(plan, moments), 2)),
    "",
    ...indented(columnsText(providersTable(plan))),
    ...(plan.warnings.length === 0 ? [] : ["", ...plan.warnings.map(({ text }) => `warning: ${text}`)]),
  ];
  return lines.map(onOneLine).join("\n");
}

function listFacts(definition: CampaignDefinition, plan: CampaignForecast, moments: Moments): string[][] {
  const { people, deadlines, extendedTo, waves, startBy, lastMessageAt } = plan;
  const { callBuffer } = definition;
  const ends = callBuffer === undefined ? "" : `, the steps end ${callBuffer} before`;
  const moved = extendedTo === undefined ? "" : ", extended by an operator";
  return [
    ["recipients", peopleText(plan)],
    ...lateFacts(plan),
    ...(plan.audience.refused > 0 ? [["refused", reasonsText(plan)]] : []),
    ...(deadlines === undefined ? [] : [["deadline", `${deadlineText(deadlines, moments)}${moved}${ends}`]]),
    ...(waves.length < 2
      ? []
      : [["waves", waves.map((wave) => `${numberText(wave.people)} at ${moments.time(wave.at)}`).join(" · ")]]),
    ...erasedRows(plan, moments),
    ...(lastMessageAt === undefined ? [] : [["last one", `is sent ${moments.at(lastMessageAt)}`]]),
    ...(startBy === undefined || people.enrolled === 0
      ? []
      : [["start by", `${moments.at(startBy)}, and no wait is shortened`]]),
  ];
}

function erasedRows({ erased }: CampaignForecast, moments: Moments): string[][] {
  const told = (["contacts", "bodies", "raw"] as const).flatMap((name) => {
    const at = erased[name];
    return at === undefined ? [] : [`${name} by ${moments.at(at)}`];
  });
  return told.length === 0 ? [] : [["erased", told.join(" · ")]];
}

function deadlineText(ends: { readonly first: Date; readonly last: Date }, moments: Moments): string {
  const [first, last] = [moments.at(ends.first), moments.at(ends.last)];
  return first === last ? first : `from ${first} to ${last}`;
}

function peopleText({ people, audience }: CampaignForecast): string {
  const { enrolled, inTime, squeezed, tooLate, unreachable, suppressed } = people;
  const parts = [
    `${numberText(enrolled)} of ${numberText(audience.rows)} rows`,
    `${numberText(inTime)} in time`,
    `${numberText(squeezed)} short of time`,
    ...(tooLate > 0 ? [`${numberText(tooLate)} too late`] : []),
    `${numberText(unreachable)} without a contact`,
    `${numberText(suppressed)} suppressed`,
    ...(audience.repeated > 0 ? [`${counted(audience.repeated, "row")} repeated`] : []),
  ];
  return parts.join(" · ");
}

function lateFacts({ ifLate, late, people }: CampaignForecast): string[][] {
  if (ifLate === "compress" && people.squeezed === 0) return [];
  const { compressed, skipped, skippedSteps, refused } = late;
  const parts = [
    ...(refused > 0 || ifLate === "refuse" ? [`${numberText(refused)} refused`] : []),
    ...(compressed > 0 || ifLate === "compress" ? [`${numberText(compressed)} with shorter waits`] : []),
    ...(skipped > 0 || ifLate === "skip" ? [`${numberText(skipped)} miss ${counted(skippedSteps, "step")}`] : []),
  ];
  return [["if late", `${ifLate}: ${parts.join(" · ")}`]];
}

function reasonsText({ audience }: CampaignForecast): string {
  return Object.entries(audience.reasons)
    .map(([reason, count]) => `${numberText(count)} ${reason}`)
    .join(" · ");
}

function stepsTable({ steps }: CampaignForecast, moments: Moments): string[][] {
  const counts = COUNTS.filter(([name, of]) => name === "messages" || steps.some((step) => of(step) > 0));
  const head = ["step", "over", ...counts.map(([name]) => name), "leaves", "latest start"];
  const rows = steps.map((step) => [
    String(step.step),
    step.provider,
    ...counts.map(([, of]) => numberText(of(step))),
    step.leaves === undefined ? "never" : moments.span(step.leaves),
    step.latest === undefined ? "" : moments.short(step.latest.first),
  ]);
  return [head, ...rows];
}

function providersTable({ providers, cost, budget }: CampaignForecast): string[][] {
  const money = (amount: number | undefined) => (amount === undefined ? "" : formatAmount(amount));
  const head = ["provider", "rate", "messages", "segments", ...(cost === undefined ? [] : [cost.currency])];
  const rows = providers.map((row) => [
    row.provider,
    row.perSecond === undefined ? "any" : `${row.perSecond}/s`,
    numberText(row.messages),
    row.segments === 0 ? "" : numberText(row.segments),
    ...(cost === undefined ? [] : [money(row.amount)]),
  ]);
  const total = cost === undefined ? [] : [["in all", "", "", "", money(cost.total)]];
  const limit = budget === undefined ? [] : [["budget", "", "", "", money(budget.limit)]];
  return [head, ...rows, ...total, ...(cost === undefined ? [] : limit)];
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

type Moments = ReturnType<typeof createMoments>;

function createMoments(timeZone: string) {
  const format = (parts: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat("en-GB", { timeZone, ...parts });
  const offset = format({ timeZoneName: "longOffset" });
  const local = new Intl.DateTimeFormat("sv", { timeZone, dateStyle: "short", timeStyle: "short" }); // ISO 8601
  const day = format({ day: "numeric", month: "short" });
  const second = format({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const minute = format({ hour: "2-digit", minute: "2-digit" });
  const short = (date: Date) => `${day.format(date)} ${minute.format(date)}`;
  return {
    short,
    at(date: Date) {
      const [, sign = "+00:00"] = /GMT(\S{1,9})$/.exec(offset.format(date)) ?? [];
      return `${local.format(date).replace(" ", "T")}${sign === "+00:00" ? "Z" : sign}`;
    },
    time: (date: Date) => second.format(date),
    span({ first, last }: { readonly first: Date; readonly last: Date }) {
      if (short(first) === short(last)) return short(first);
      const isOneDay = day.format(first) === day.format(last);
      return `${short(first)} – ${isOneDay ? minute.format(last) : short(last)}`;
    },
  };
}

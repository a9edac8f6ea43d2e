import { ledgerSums, type Sum } from "@relance/report";
import {
  type AttemptCount,
  type Budget,
  type Evidence,
  formatAmount,
  identityWords,
  type Ledger,
  type Store,
  type UncarriedWork,
} from "@relance/spec";
import { onOneLine } from "../output/printable.ts";
import { campaignLabel, counted, numberText } from "../output/wording.ts";

export function ledgerText(ledger: Ledger): string {
  const sums = ledgerSums(ledger);
  const { late, totals, extendedTo, versions, audience, unreachedBy, answers } = ledger;
  const lines = [
    `${campaignLabel(ledger)} · ${ledger.state}`,
    ...(extendedTo === undefined ? [] : [row("extended", `to ${extendedTo.toISOString()}`)]),
    ...(versions.length === 0 ? [] : [row("versions", versionsText(versions))]),
    row("rows", sumText(sums.audience)),
    row("recipients", sumText(sums.people)),
    row("attempts", sumText(sums.attempts)),
    ...(ledger.budget === undefined ? [] : [row("budget", budgetText(ledger.budget))]),
    ...reasons("refused", audience.refusedBy),
    ...reasons("unreached", unreachedBy),
    ...reasons("answers", answers),
    ...remarks({ ...totals, late }),
    ...routeLines(ledger.attempts),
    row("ledger", sums.holds ? "holds" : "DOES NOT HOLD: run relance doctor and keep this output"),
  ];
  return lines.join("\n");
}

function versionsText(versions: Ledger["versions"]): string {
  return versions.map(({ version, people }) => `${numberText(people)} in ${version}`).join(" + ");
}

function row(name: string, text: string): string {
  return `  ${name.padEnd(10)} ${text}`;
}

function sumText({ total, parts, holds }: Sum): string {
  const terms = parts.filter(({ count }, place) => count !== 0 || place === 0);
  const text = terms.map(({ name, count }) => `${numberText(count)} ${name}`).join(" + ");
  return `${numberText(total)} = ${text} · ${holds ? "holds" : "DOES NOT HOLD"}`;
}

function reasons(name: string, by: Readonly<Record<string, number>>): string[] {
  const entries = Object.entries(by).filter(([, count]) => count > 0);
  if (entries.length === 0) return [];
  entries.sort(([, a], [, b]) => b - a);
  return [row(name, entries.map(([reason, count]) => `${numberText(count)} ${onOneLine(reason)}`).join(" · "))];
}

function remarks(totals: Ledger["totals"] & { readonly late: number }): string[] {
  const said = [
    [totals.late, "confirmed late"],
    [totals.supersededInFlight, "confirmed while a message was in flight"],
    [totals.contradictory, "with contradictory evidence"],
    [totals.unreconciled, "escalated unreconciled"],
    [totals.compressed, "with shorter waits"],
    [totals.skipped, "steps skipped as too late"],
  ] as const;
  const text = said.filter(([count]) => count > 0).map(([count, what]) => `${numberText(count)} ${what}`);
  return text.length === 0 ? [] : [row("of these", text.join(" · "))];
}

function routeLines(attempts: readonly AttemptCount[]): string[] {
  const routes = new Map<string, { total: number; by: Map<string, number> }>();
  for (const { step, provider, state, evidence, count } of attempts) {
    if (count === 0) continue;
    const name = `step ${step} ${provider}`;
    const route = routes.get(name) ?? { total: 0, by: new Map() };
    const outcome = state === "accepted" ? outcomeText(evidence) : state;
    route.total += count;
    route.by.set(outcome, (route.by.get(outcome) ?? 0) + count);
    routes.set(name, route);
  }
  return [...routes].map(([name, { total, by }]) => {
    const outcomes = [...by].map(([outcome, count]) => `${numberText(count)} ${outcome}`).join(" · ");
    return `  ${onOneLine(name)}: ${counted(total, "attempt")}: ${outcomes}`;
  });
}

function outcomeText(evidence: Evidence): string {
  if (evidence === "none") return "accepted";
  return evidence === "unknown" ? "accepted, receipt overdue" : evidence;
}

/** Returns text such as `499.96 of 500.00 EUR are spent, 0.04 remain`. */
export function budgetText({ currency, limit, spent }: Budget): string {
  const sums = `${formatAmount(spent)} of ${formatAmount(limit)} ${currency} are spent`;
  if (spent <= limit) return `${sums}, ${formatAmount(limit - spent)} remain`;
  return `${sums}, ${formatAmount(spent - limit)} more than the limit: only free messages are sent`;
}

/** Returns how many recipients wait for budget, with the next command; "" if none waits. */
export async function budgetWait(store: Store, ledger: Ledger): Promise<string> {
  if (ledger.budget?.wanted === undefined) return "";
  const { queues } = await store.queues(ledger.campaign, { waiting: true });
  const held = queues.filter(({ holds }) => holds.some(({ source }) => source === "budget"));
  const recipients = held.reduce((sum, { waiting }) => sum + (waiting?.recipients ?? 0), 0);
  if (recipients === 0) return "";
  const who = counted(recipients, "recipient waits", "recipients wait");
  return `${who} for budget: relance extend ${identityWords(ledger)} --budget AMOUNT --as YOU --reason "…"`;
}

/** A queue without a worker is reported after this time, because a worker may still be starting. */
const PATIENCE_MS = 60_000;

export function uncarriedIn(all: readonly UncarriedWork[], campaign: number, now: number): readonly UncarriedWork[] {
  return all.filter((one) => one.campaign === campaign && one.dueAt.getTime() < now - PATIENCE_MS);
}

export function uncarriedText(uncarried: readonly UncarriedWork[]): string {
  const line = ({ step, provider, dueAt }: UncarriedWork) =>
    `\n  no worker  step ${step} ${onOneLine(provider)}: recipients wait since ${dueAt.toISOString()}`;
  return uncarried.map(line).join("");
}

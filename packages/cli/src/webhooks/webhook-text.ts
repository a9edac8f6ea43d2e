import type { WebhookState } from "relance";
import { counted, numberText } from "../output/number-text.ts";
import { onOneLine } from "../output/printable.ts";

export function webhookText(state: WebhookState): string {
  return onOneLine(`${state.name.padEnd(12)} ${state.status.padEnd(8)} ${webhookFacts(state)}`);
}

/** What waits, what failed and why, what was told; and the command that fits. */
export function webhookFacts(state: WebhookState): string {
  if (state.status === "waiting") return "no worker has told it anything";
  const { name, stopped, parked, code, nextTryAt, told, toldAt, lost } = state;
  const facts = [
    stopped === undefined ? "" : `${stopped.why} since ${stopped.at.toISOString()}`,
    waitsText(state),
    parked === 0
      ? ""
      : `${counted(parked, "request", "requests")} failed (${code ?? "unknown"})${stopped ? "" : nextText(nextTryAt)}`,
    toldAt === undefined ? "nothing told yet" : `${numberText(told)} told, last ${toldAt.toISOString()}`,
    lost === 0 ? "" : `${numberText(lost)} lost`,
  ];
  const remedy = stopped === undefined ? "" : `: ${remedyOf(name, stopped.why)}`;
  return facts.filter((fact) => fact !== "").join(" · ") + remedy;
}

function waitsText({ backlog: { events, isMore, oldestAt } }: WebhookState): string {
  if (events === 0 && !isMore) return "nothing waits";
  const since = oldestAt === undefined ? "" : ` since ${oldestAt.toISOString()}`;
  return `${isMore ? "at least " : ""}${counted(events, "event waits", "events wait")}${since}`;
}

function nextText(at: Date | undefined): string {
  return at === undefined ? "" : `, next try ${at.toISOString()}`;
}

function remedyOf(name: string, why: NonNullable<WebhookState["stopped"]>["why"]): string {
  return why === "events/cursor-expired"
    ? `relance webhooks replay ${name} --since INSTANT`
    : `relance webhooks resume ${name}`;
}

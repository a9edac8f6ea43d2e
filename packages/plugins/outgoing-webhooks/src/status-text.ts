import type { WebhookState } from "./status.ts";

/** Workers send within seconds; an operator must check an event that waits longer than this. */
const LATE_MS = 10 * 60_000;

/** Returns whether `relance doctor` reports the webhook as working. */
export function isFine({ status, parked, lost, backlog }: WebhookState, now: number): boolean {
  const isLate = now - (backlog.oldestAt?.getTime() ?? now) > LATE_MS;
  return (status === "ready" || status === "waiting") && parked + lost === 0 && !isLate;
}

/** The status in one line, such as `ready: nothing waits · 3 told, last …`. */
export const statusText = (state: WebhookState): string => `${state.status}: ${statusFacts(state)}`;

/** Backlog, failures, accepted events, and the command that resumes a stopped webhook. */
export function statusFacts(state: WebhookState): string {
  if (state.status === "waiting") return "no worker has sent anything to it yet";
  const { name, stopped, parked, code, nextTryAt, told, toldAt, lost } = state;
  const facts = [
    stopped === undefined ? "" : `${stopped.why} since ${stopped.at.toISOString()}`,
    waitsText(state),
    parked === 0
      ? ""
      : `${counted(parked, "request", "requests")} failed (${code ?? "unknown"})${stopped ? "" : nextText(nextTryAt)}`,
    toldAt === undefined ? "no events delivered yet" : `${numberText(told)} told, last ${toldAt.toISOString()}`,
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

function counted(number: number, one: string, many: string): string {
  return `${numberText(number)} ${number === 1 ? one : many}`;
}

const numberText = (number: number): string => number.toLocaleString("en");

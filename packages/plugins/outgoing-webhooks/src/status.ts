import { type Instant, type PluginHost, toDate } from "@relance/spec";
import type { Webhook } from "./config.ts";
import { NOTHING_HEARD, readMemory, type WebhookMemory, type WebhookStop } from "./memory.ts";
import { isAway } from "./outcome.ts";
import { nothingIfExpired } from "./reading.ts";
import { isWanted } from "./replay.ts";

const PAGE = 2_000;
const COUNTED = 20_000;

const NOTHING_BEHIND = { events: 0, isMore: false } as const;

export interface WebhookState {
  readonly name: string;
  /** `waiting` = no worker has sent anything yet · `ready` · `away` = receiver is down · `stopped` by an error */
  readonly status: "waiting" | "ready" | "away" | "stopped";
  readonly stopped?: { readonly at: Instant; readonly why: WebhookStop } | undefined;
  readonly backlog: { readonly events: number; readonly isMore: boolean; readonly oldestAt?: Instant | undefined };
  readonly parked: number;
  readonly nextTryAt?: Instant | undefined;
  readonly told: number;
  readonly toldAt?: Instant | undefined;
  /** The number of lost events: dropped after failures, or deleted from the store before they were sent. */
  readonly lost: number;
  /** The error code of the last request; absent if it succeeded. */
  readonly code?: string | undefined;
}

export async function readStatus(host: PluginHost, webhook: Webhook): Promise<WebhookState> {
  const { name } = webhook;
  const memory = readMemory(await host.tasks.memory(name));
  const { cursor = "", skip, parked, told, toldAt, lost, code, vain, stopped, retryAt } = memory ?? NOTHING_HEARD;
  const behind = memory === undefined ? NOTHING_BEHIND : await countFrom(host, webhook, cursor, skip);
  const tried = parked.filter(({ tries }) => tries > 0);
  const away = isAway({ ...NOTHING_HEARD, ...memory });
  const nextTry = away ? retryAt : Math.max(retryAt, Math.min(...tried.map((one) => one.retryAt)));
  return {
    name,
    status: stopped !== undefined ? "stopped" : away ? "away" : memory === undefined ? "waiting" : "ready",
    stopped: stopped && { at: toDate(stopped.at), why: stopped.why },
    backlog: { ...behind, events: behind.events + parked.reduce((sum, { ids }) => sum + ids.length, 0) },
    parked: tried.length,
    nextTryAt: stopped === undefined && tried.length > 0 ? toDate(nextTry) : undefined,
    told,
    toldAt: toldAt === undefined ? undefined : toDate(toldAt),
    lost,
    code: vain > 0 || tried.length > 0 ? code : undefined,
  };
}

async function countFrom(
  { events: { since } }: PluginHost,
  webhook: Webhook,
  from: string,
  skip: WebhookMemory["skip"],
): Promise<WebhookState["backlog"]> {
  const wanted = isWanted(webhook, skip);
  let cursor = from;
  let events = 0;
  let oldestAt: Instant | undefined;
  for (let read = 0; read < COUNTED; read += PAGE) {
    const page = await since(cursor, PAGE).catch(nothingIfExpired);
    if (page === undefined) return { events, isMore: true, oldestAt };
    const found = page.events.filter(wanted);
    oldestAt ??= found[0]?.at;
    events += found.length;
    if (page.events.length < PAGE) return { events, isMore: false, oldestAt };
    cursor = page.cursor;
  }
  return { events, isMore: true, oldestAt };
}

/** Workers normally send events within seconds. The status is a warning if an event is late. */
const LATE_MS = 10 * 60_000;

export function isFine({ status, parked, lost, backlog }: WebhookState, now: number): boolean {
  const isLate = now - (backlog.oldestAt?.getTime() ?? now) > LATE_MS;
  return (status === "ready" || status === "waiting") && parked + lost === 0 && !isLate;
}

export const statusText = (state: WebhookState): string => `${state.status}: ${statusFacts(state)}`;

export function statusFacts(state: WebhookState): string {
  if (state.status === "waiting") return "no worker has sent an event to this webhook yet";
  const { name, stopped, parked, code, nextTryAt, told, toldAt, lost } = state;
  const facts = [
    stopped === undefined ? "" : `${stopped.why} since ${stopped.at.toISOString()}`,
    waitsText(state),
    parked === 0
      ? ""
      : `${counted(parked, "request", "requests")} failed (${code ?? "unknown"})${stopped ? "" : nextText(nextTryAt)}`,
    toldAt === undefined ? "no events delivered yet" : `${numberText(told)} delivered, last ${toldAt.toISOString()}`,
    lost === 0 ? "" : `${numberText(lost)} lost`,
  ];
  const remedy = stopped === undefined ? "" : `: ${suggestRemedy(name, stopped.why)}`;
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

function suggestRemedy(name: string, why: NonNullable<WebhookState["stopped"]>["why"]): string {
  return why === "events/cursor-expired"
    ? `relance webhooks replay ${name} --since INSTANT`
    : `relance webhooks resume ${name}`;
}

function counted(number: number, one: string, many: string): string {
  return `${numberText(number)} ${number === 1 ? one : many}`;
}

const numberText = (number: number): string => number.toLocaleString("en");

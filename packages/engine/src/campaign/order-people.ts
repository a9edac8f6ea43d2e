import {
  type Actor,
  ConfigError,
  type Instant,
  type MessageErrorCode,
  type StoreRequest,
  splitChunks,
  type TransitionAnswer,
  type TransitionInput,
} from "@relance/spec";
import { checkInstant, checkKeys } from "../base/check-by.ts";
import type { EngineContext, Needs } from "../base/context.ts";
import { checkKey } from "../base/person-key.ts";
import { deposit, type InTransaction } from "../deposit/deposit.ts";

const MOVE = 1_000;

export interface ExtendOptions extends Actor {
  /** The new deadline. A recipient with a later deadline keeps it. */
  readonly until: Instant;
}

export interface RecipientOrder extends Actor {
  /** Allowed with one key. If the recipient's `revision` differs, the command fails with `message/stale-revision`. */
  readonly ifRevision?: number | undefined;
}

export interface OrderResult {
  readonly moved: number;
  /** Unchanged recipients, with `message/unknown-recipient`, `message/stale-revision` or `message/not-moved`. */
  readonly refused: readonly { readonly key: string; readonly code: MessageErrorCode }[];
}

export interface Removed {
  readonly removed: number;
  readonly unknown: readonly string[];
}

export interface OrderScope {
  readonly context: EngineContext;
  readonly campaign: number;
}

export async function sweep(
  { context, campaign }: OrderScope,
  input: Omit<TransitionInput, "campaign">,
): Promise<TransitionAnswer> {
  let [moved, reopened] = [0, 0];
  for (let isFirst = true; ; isFirst = false) {
    const batch = await context.store.transition({ ...input, campaign });
    // another worker may have completed the command already
    const isDone = !isFirst && batch.refused === "not-later";
    if (batch.refused !== undefined && !isDone) throw refusal(batch.refused, campaign);
    moved += batch.moved;
    reopened += batch.reopened;
    if (!batch.more) return { ...batch, moved, reopened, refused: undefined };
    await context.runtime.yield();
  }
}

function refusal(why: NonNullable<TransitionAnswer["refused"]>, campaign: number): ConfigError {
  if (why === "unknown") return new ConfigError("campaign/unknown", `campaign ${campaign} is not in the store`);
  if (why === "over") return new ConfigError("campaign/not-running", "the campaign is cancelled");
  const reason = why === "past" ? "the new deadline is in the past" : "no recipient has an earlier deadline";
  return new ConfigError("campaign/deadline-not-later", `${reason}; nothing changed`);
}

export async function extendCampaign(
  scope: OrderScope,
  { until, actor, reason }: ExtendOptions,
): Promise<{ readonly moved: number; readonly reopened: number }> {
  checkInstant("until", until);
  const { moved, reopened } = await sweep(scope, { transition: "extend", until: until.getTime(), actor, reason });
  return { moved, reopened };
}

export async function orderPeople(
  scope: OrderScope,
  transition: "escalate" | "resume",
  keys: readonly string[],
  { actor, reason, ifRevision }: RecipientOrder,
): Promise<OrderResult> {
  checkKeys(keys);
  if (ifRevision !== undefined && keys.length !== 1)
    throw new ConfigError("config/invalid", "ifRevision applies to one recipient: pass one key");
  const revisions = ifRevision === undefined ? undefined : [ifRevision];
  let moved = 0;
  const refused: OrderResult["refused"][number][] = [];
  for (const some of splitChunks([...new Set(keys.map(checkKey))], MOVE)) {
    const answer = await sweep(scope, { transition, keys: some, revisions, actor, reason });
    moved += answer.moved;
    const refuse = (all: readonly string[], code: MessageErrorCode) =>
      refused.push(...all.map((key) => ({ key, code })));
    refuse(answer.unknown, "message/unknown-recipient");
    refuse(answer.stale, "message/stale-revision");
    refuse(answer.unmoved, "message/not-moved");
  }
  return { moved, refused };
}

export async function depositRemoval(
  { context, campaign }: OrderScope,
  tenant: string,
  keys: readonly string[],
  { actor, reason, db }: Actor & InTransaction,
): Promise<void> {
  checkKeys(keys);
  const requests = Array.from(splitChunks(keys.map(checkKey), MOVE), (some): StoreRequest => {
    const input = { campaign, transition: "remove", keys: some, actor, reason } as const;
    return { verb: "remove", tenant, input };
  });
  await deposit(context, db, requests);
}

export async function removePeople(
  scope: OrderScope,
  keys: readonly string[],
  { actor, reason }: Actor,
): Promise<Removed> {
  checkKeys(keys);
  let removed = 0;
  const unknown: string[] = [];
  for (const some of splitChunks(keys.map(checkKey), MOVE)) {
    const answer = await sweep(scope, { transition: "remove", keys: some, actor, reason });
    removed += answer.moved;
    unknown.push(...answer.unknown);
  }
  return { removed, unknown };
}

/** Returns a check that completes amendments, extensions and cancellations that a crash has interrupted. */
export function createUnfinished(context: Needs<"store" | "runtime" | "log">): (signal: AbortSignal) => Promise<void> {
  const { store, runtime, log } = context;
  let before: ReadonlyMap<string, number> = new Map();
  return async (signal) => {
    const now = new Map<string, number>();
    for (const { through, ...input } of (await store.workers()).unfinishedTransitions) {
      const { campaign, transition, until, version } = input;
      const name = JSON.stringify([campaign, transition, until ?? version]);
      now.set(name, through);
      if (before.get(name) !== through) continue; // another process is completing the command
      log({ level: "info", event: "order.resumed", facts: { campaign, transition } });
      while (!signal.aborted && (await store.transition(input)).more) await runtime.yield();
    }
    before = now;
  };
}

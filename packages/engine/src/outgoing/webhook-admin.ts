import { ConfigError, dateOf, type Instant, StoreError } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { NOTHING_HEARD, type WebhookMemory, type WebhookStop, webhookTask } from "./webhook-memory.ts";
import { isAway } from "./webhook-outcome.ts";
import type { WebhookConsumer } from "./webhook-payload.ts";
import { nothingIfExpired } from "./webhook-reading.ts";
import { isWanted } from "./webhook-replay.ts";

const PAGE = 2_000;
/** Events that are looked through to say what waits. */
const COUNTED = 20_000;
const LEASE_MS = 10_000;
/** A worker's turn is over by then. */
const PATIENCE_MS = 60_000;

const NOTHING_BEHIND = { events: 0, isMore: false } as const;

/** How one consumer stands. */
export interface WebhookState {
  readonly name: string;
  /** `waiting` no worker has told it anything yet · `ready` · `away` it fails, and is asked now and then · `stopped` */
  readonly status: "waiting" | "ready" | "away" | "stopped";
  readonly stopped?: { readonly at: Instant; readonly why: WebhookStop } | undefined;
  /** Events it has not been told yet; `isMore` = at least. */
  readonly backlog: { readonly events: number; readonly isMore: boolean; readonly oldestAt?: Instant | undefined };
  /** Of them, requests that failed and wait on their own. */
  readonly parked: number;
  /** When something is tried again after a failure. */
  readonly nextTryAt?: Instant | undefined;
  readonly told: number;
  readonly toldAt?: Instant | undefined;
  /** Events given up, or gone from the store before they could be told. */
  readonly lost: number;
  /** Why the last vain attempt failed, since the last success. */
  readonly code?: string | undefined;
}

/** Where a replay begins: with what happened from an instant on, or after a cursor of the events. */
export type ReplayFrom = { readonly since: Instant } | { readonly cursor: string };

/** The caller's systems that receive events. */
export interface Webhooks {
  list(): Promise<readonly WebhookState[]>;
  /**
   * Tells everything from there on again, and continues; what was stopped continues as well.
   * @throws {ConfigError} `config/webhook-unknown`
   * @throws {StoreError} `events/cursor-expired`; `store/busy` when its worker did not let go for a minute
   */
  replay(name: string, from: ReplayFrom): Promise<void>;
  /** Continues where it stopped, at once. Throws what `replay` throws. */
  resume(name: string): Promise<void>;
}

/** @param consumers every configured one, also where this process delivers to none */
export function createWebhooks(context: EngineContext): Webhooks {
  const { store } = context;
  const { webhooks: consumers = [] } = context.options;

  async function stateOf(consumer: WebhookConsumer): Promise<WebhookState> {
    const { name } = consumer;
    const memory = await webhookTask(context, name, LEASE_MS).peek();
    const { cursor = "", skip, parked, told, toldAt, lost, code, vain, stopped, retryAt } = memory ?? NOTHING_HEARD;
    const behind = memory === undefined ? NOTHING_BEHIND : await countFrom(consumer, cursor, skip);
    const tried = parked.filter(({ tries }) => tries > 0);
    const away = isAway({ ...NOTHING_HEARD, ...memory });
    const nextTry = away ? retryAt : Math.max(retryAt, Math.min(...tried.map((one) => one.retryAt)));
    return {
      name,
      status: stopped !== undefined ? "stopped" : away ? "away" : memory === undefined ? "waiting" : "ready",
      stopped: stopped && { at: dateOf(stopped.at), why: stopped.why },
      backlog: { ...behind, events: behind.events + parked.reduce((sum, { ids }) => sum + ids.length, 0) },
      parked: tried.length,
      nextTryAt: stopped === undefined && tried.length > 0 ? dateOf(nextTry) : undefined,
      told,
      toldAt: toldAt === undefined ? undefined : dateOf(toldAt),
      lost,
      code: vain > 0 || tried.length > 0 ? code : undefined,
    };
  }

  async function countFrom(consumer: WebhookConsumer, from: string, skip: WebhookMemory["skip"]) {
    const wanted = isWanted(consumer, skip);
    let cursor = from;
    let events = 0;
    let oldestAt: Instant | undefined;
    for (let looked = 0; looked < COUNTED; looked += PAGE) {
      const page = await store.events({ cursor, limit: PAGE }).catch(nothingIfExpired);
      if (page === undefined) return { events, isMore: true, oldestAt };
      const found = page.events.filter(wanted);
      oldestAt ??= found[0]?.at;
      events += found.length;
      if (page.events.length < PAGE) return { events, isMore: false, oldestAt };
      cursor = page.cursor;
    }
    return { events, isMore: true, oldestAt };
  }

  async function change(
    name: string,
    to: (memory: WebhookMemory | undefined) => WebhookMemory | undefined,
  ): Promise<void> {
    if (!consumers.some((one) => one.name === name)) {
      const names = consumers.map((one) => one.name).join(", ");
      throw new ConfigError(
        "config/webhook-unknown",
        names === "" ? "no webhooks are configured" : `there is no webhook ${name}; there are ${names}`,
      );
    }
    const isChanged = await webhookTask(context, name, LEASE_MS).run(async (turn) => {
      const memory = to(turn.memory);
      await turn.save(memory && freshly(memory), { release: true });
      return true;
    }, PATIENCE_MS);
    if (isChanged === undefined)
      throw new StoreError("store/busy", `a worker calls ${name} now; try again`, { retryable: true });
  }

  return {
    list: () => Promise.all(consumers.map(stateOf)),
    async replay(name, from) {
      if ("cursor" in from) await store.events({ cursor: from.cursor, limit: 1 });
      await change(name, (memory = NOTHING_HEARD) => {
        if ("cursor" in from) return { ...memory, cursor: from.cursor, skip: undefined };
        return { ...memory, cursor: "", skip: { before: from.since.getTime() } };
      });
    },
    resume: (name) => change(name, (memory) => memory),
  };
}

/** As though nothing had failed: everything that waits is tried at once. */
function freshly(memory: WebhookMemory): WebhookMemory {
  const parked = memory.parked.map((one) => ({ ...one, retryAt: 0 }));
  return { ...memory, parked, failing: [], vain: 0, refused: 0, retryAt: 0, stopped: undefined };
}

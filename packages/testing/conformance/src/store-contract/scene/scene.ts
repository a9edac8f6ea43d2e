import type {
  AcknowledgeAnswer,
  AcknowledgeItem,
  AttemptOutcome,
  CapturedMessage,
  ClaimAnswer,
  ClaimedRow,
  ClaimRequest,
  HeartbeatAnswer,
  HeartbeatInput,
  ReadReply,
  ReceiptItem,
  RecordAnswer,
  RelanceEvent,
  ReplyItem,
  SettleStatus,
  Store,
} from "@relance/spec";
import { only } from "./only.ts";
import { MINUTE, SECOND } from "./plan.ts";
import { contactDigest } from "./rows.ts";
import { SeededStore } from "./seeded-store.ts";

export const PROVIDERS = ["sms.main", "sms.second", "email.smtp"] as const;

export interface Sent extends ClaimedRow {
  readonly ref: string;
}

/** Heartbeat interval of a receiver. After 15 s without a heartbeat, the store considers the receiver stopped. */
const EAR_BEAT_MS: number = 14 * SECOND;
/** Slightly longer than escalation waits for items that have already arrived. */
const GRACE_MS: number = 3 * SECOND;

/**
 * A store with one worker and one receiver. The test calls the verbs of the worker and the receiver one at a time, in
 * the engine's order.
 */
export class Scene extends SeededStore {
  worker = "first-worker";
  #eventCursor: string | undefined;

  async beat(hears: readonly string[] = PROVIDERS): Promise<HeartbeatAnswer> {
    await this.#hear(hears);
    const worker = { incarnation: this.worker, role: "worker", version: "1" } as const;
    return this.store.heartbeat({ ...worker, providers: PROVIDERS });
  }

  async #hear(providers: readonly string[], facts: Partial<HeartbeatInput> = {}): Promise<void> {
    const ear = { incarnation: `${this.worker}-ear`, role: "receiver", version: "1" } as const;
    await this.store.heartbeat({ ...ear, providers, ...facts });
  }

  /** Simulates a killed worker. Another worker continues once the lease of the killed worker has ended. */
  async crash(): Promise<void> {
    this.worker = this.unique("worker");
    await this.listen(MINUTE);
    await this.beat();
  }

  /** Advances the clock and sends the heartbeats. `hears` names the providers whose receipts the process receives. */
  async listen(ms: number, hears: readonly string[] = PROVIDERS): Promise<void> {
    let isWorkersTurn = true;
    for (let left = ms; left > 0; left -= EAR_BEAT_MS) {
      this.clock.advance(Math.min(EAR_BEAT_MS, left));
      // the lease is twice as long as the interval, so the worker needs only every second heartbeat
      if (isWorkersTurn || left <= EAR_BEAT_MS) await this.beat(hears);
      else await this.#hear(hears);
      isWorkersTurn = !isWorkersTurn;
    }
  }

  /** Advances the clock without heartbeats, then fetches the missed receipts. */
  async skip(ms: number): Promise<void> {
    const worker = { incarnation: this.worker, role: "worker", version: "1" } as const;
    await this.store.heartbeat({ ...worker, providers: [], leaving: true });
    this.clock.advance(ms);
    this.worker = this.unique("worker");
    const { openGaps } = await this.beat();
    await this.#hear(PROVIDERS, { reconciled: openGaps.map(({ id }) => id) });
  }

  ask(provider = "sms.main", slots = 100, facts: Partial<ClaimRequest> = {}): Promise<ClaimAnswer> {
    const wants = [{ provider, slots, sendBudgetMs: 10 * SECOND }];
    return this.store.claim({ worker: this.worker, wants, ...facts });
  }

  async claim(provider = "sms.main", slots = 100): Promise<readonly ClaimedRow[]> {
    return (await this.ask(provider, slots)).claimed;
  }

  async claimOne(provider = "sms.main"): Promise<ClaimedRow> {
    const [one] = await this.claim(provider, 1);
    if (one === undefined) throw new Error(`no recipient could be claimed for ${provider}`);
    return one;
  }

  async settle(
    { attemptId }: { readonly attemptId: string },
    kind: AttemptOutcome["kind"],
    facts: Partial<AttemptOutcome> = {},
  ): Promise<SettleStatus | undefined> {
    return (await this.store.settle(this.worker, [{ attemptId, kind, ...facts }]))[0];
  }

  async send(provider = "sms.main", slots = 100): Promise<readonly Sent[]> {
    const claimed = await this.claim(provider, slots);
    const sent = claimed.map((one) => ({ ...one, ref: this.unique("ref") }));
    const outcomes = sent.map(({ attemptId, ref }) => ({ attemptId, ref, kind: "accepted" as const }));
    await this.store.settle(this.worker, outcomes);
    return sent;
  }

  async sendOne(provider = "sms.main"): Promise<Sent> {
    const [one] = await this.send(provider, 1);
    if (one === undefined) throw new Error(`no message could be sent through ${provider}`);
    return one;
  }

  async receipt(
    about: { readonly attemptId?: string; readonly ref?: string; readonly provider?: string },
    kind: ReceiptItem["kind"],
    facts: Partial<ReceiptItem> = {},
  ): Promise<RecordAnswer> {
    const named = about.attemptId === undefined ? { ref: about.ref } : { attemptId: about.attemptId };
    const item: ReceiptItem = { type: "receipt", kind, quality: "carrier", ...named, ...facts };
    return only(await this.store.record([{ provider: about.provider ?? "sms.main", item }]));
  }

  async reply(from: string, text: string, facts: Partial<ReplyItem> = {}): Promise<RecordAnswer> {
    const item: ReplyItem = { type: "reply", from, text, eventId: this.unique("mo"), ...facts };
    return only(await this.store.record([{ provider: "sms.main", item, reply: readWords(item) }]));
  }

  /** Confirms a recipient, by default through an event of the caller's own system. */
  async acknowledge(
    key: string,
    facts: Partial<AcknowledgeItem> = {},
    store: Store = this.store,
  ): Promise<AcknowledgeAnswer> {
    return only(await store.acknowledge([acknowledgeItem(key, { sourceId: this.unique("fact"), ...facts })]));
  }

  async press(key: string, answer: string, facts: Partial<AcknowledgeItem> = {}): Promise<AcknowledgeAnswer> {
    const { enrollment } = await this.person(key);
    const link = { method: "link", strength: "gesture", source: "link" } as const;
    return this.acknowledge(key, { ...link, target: { enrollment }, answer, ...facts });
  }

  /** Runs the due verbs in the engine's order. Returns how many recipients `escalate` moved, by cause. */
  async processDue(): Promise<Readonly<Partial<Record<string, number>>>> {
    for (const verb of ["fold", "expire", "recover"] as const) {
      while ((await this.store[verb]()).more);
    }
    await this.#newEvents();
    let moved = 0;
    for (let more = true; more; ) {
      const batch = await this.store.escalate();
      moved += batch.moved;
      more = batch.more;
    }
    const moves = (await this.#newEvents()).filter(({ type }) => type.startsWith("enrollment."));
    const causes = new Map(moves.map(({ key, version, cause }) => [`${key} ${version}`, cause ?? "none"]));
    if (causes.size !== moved) throw new Error(`escalate moved ${moved} recipients, and wrote ${causes.size} events`);
    const byCause: Partial<Record<string, number>> = {};
    for (const cause of causes.values()) byCause[cause] = (byCause[cause] ?? 0) + 1;
    return byCause;
  }

  async #newEvents(): Promise<readonly RelanceEvent[]> {
    const found: RelanceEvent[] = [];
    for (let more = true; more; ) {
      const page = await this.store.events({ cursor: this.#eventCursor, limit: 1_000 });
      found.push(...page.events);
      this.#eventCursor = page.cursor;
      more = page.events.length > 0;
    }
    return found;
  }

  /** Waits for the grace period, then applies all received items with {@link processDue}. */
  async decide(): Promise<Readonly<Partial<Record<string, number>>>> {
    await this.listen(GRACE_MS);
    return this.processDue();
  }
}

export function acknowledgeItem(key: string, facts: Partial<AcknowledgeItem>): AcknowledgeItem {
  return {
    target: { tenant: "", key, on: "re-registered" },
    answer: "done",
    method: "event",
    strength: "event",
    source: "event:re-registered",
    sourceId: "1",
    ...facts,
  };
}

export function capturedMessage({ address, key }: Pick<ClaimedRow, "address" | "key">): CapturedMessage {
  return { channel: "sms", to: address, content: { text: `Bonjour ${key}` } };
}

function readWords({ from, text, optOut }: ReplyItem): ReadReply {
  const [word = "", second = ""] = text.toUpperCase().split(" ");
  const code = /^\d+$/.test(second) ? second : undefined;
  const said = ({ STOP: "stop", START: "start", HELP: "help", PERHAPS: "doubtful" } as const)[word];
  return { digest: contactDigest("sms", from), optOut: optOut ?? said, word, code };
}

import type {
  AcknowledgeAnswer,
  AcknowledgeItem,
  AttemptOutcome,
  BatchAnswer,
  ClaimedRow,
  EnrollRow,
  Plan,
  RecordAnswer,
  RecordItem,
  SettleStatus,
} from "@relance/spec";
import { type EmbeddedStore, type OpenSqliteOptions, openSqlite } from "@relance/store-sqlite/embedded";
import type { Ledger, Recipient, RelanceEvent, Store } from "relance";

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const START: number = Date.UTC(2013, 7, 1, 8);
export const DEADLINE: number = START + 100 * HOUR;
/** Length of the grace period after a due time, in milliseconds. */
export const GRACE: number = 2 * SECOND;

/** The plan waits 48 hours for an answer at each of two carriers of different vendors, then sends email. */
export const PLAN: Plan = {
  steps: [
    {
      channel: "sms",
      route: [
        { provider: "sms.main", vendor: "first", receipts: true, lookup: true },
        { provider: "sms.second", vendor: "second", receipts: true, lookup: false },
      ],
      waitMs: 48 * HOUR,
      unknownAfterMs: 15 * MINUTE,
      onMissingReceipt: "reroute",
    },
    {
      channel: "email",
      route: [{ provider: "email.smtp", vendor: "mail", receipts: false, lookup: false }],
      waitMs: 24 * HOUR,
      unknownAfterMs: 15 * MINUTE,
      onMissingReceipt: "reroute",
    },
  ],
  callBufferMs: 12 * HOUR,
  guarantee: "at-most-once",
  maxTries: 4,
  retryMs: MINUTE,
  resolutionMs: 15 * MINUTE,
  strength: "gesture",
  answers: { done: { do: "close" }, promise: { do: "snooze", forMs: HOUR }, help: { do: "call-me" } },
  on: "re-registered",
  reply: { OK: "done" },
};

/** The operations ("verbs") of one store. A test calls the verbs directly, in any order. */
export interface Desk {
  readonly store: EmbeddedStore;
  /** The store's clock. A test may advance the clock. */
  now: number;
  start(people: number | readonly EnrollRow[], plan?: Plan, name?: string): Promise<number>;
  claim(provider: string, slots?: number, worker?: string): Promise<readonly ClaimedRow[]>;
  settle(rows: readonly ClaimedRow[], outcome?: Partial<AttemptOutcome>): Promise<readonly SettleStatus[]>;
  record(...items: readonly RecordItem[]): Promise<readonly RecordAnswer[]>;
  acknowledge(...items: readonly AcknowledgeItem[]): Promise<readonly AcknowledgeAnswer[]>;
  processDue(): Promise<void>;
  person(key: string): Promise<Recipient>;
  ledger(campaign?: number): Promise<Ledger>;
  events(key?: string): Promise<readonly RelanceEvent[]>;
  findings(): Promise<readonly string[]>;
}

export interface DeskOptions extends Partial<OpenSqliteOptions> {
  /** Whether leases use the desk's clock and so can end. Otherwise the lease clock stands still. @default false */
  readonly endsLeases?: boolean;
}

export async function openDesk({ endsLeases = false, ...options }: DeskOptions = {}): Promise<Desk> {
  const liveNow = () => (endsLeases ? desk.now : 1);
  const store = openSqlite({ file: ":memory:", now: () => desk.now, liveNow, ...options });
  let first = 0;
  const desk: Desk = {
    store,
    now: START,
    async start(people, plan = PLAN, name = "campaign") {
      const body = JSON.stringify({ name });
      const { campaign, version } = await store.define({
        tenant: "",
        name,
        occurrence: "",
        hash: name,
        body,
        plan,
        audience: "closed",
      });
      const rows = typeof people === "number" ? peopleOf(people) : people;
      for (let seq = 0; seq * 5_000 < rows.length || seq === 0; seq++) {
        const part = rows.slice(seq * 5_000, (seq + 1) * 5_000);
        await store.enroll({ campaign, version, importId: "file", seq, rows: part, refused: [] });
      }
      await store.seal({ campaign, importId: "file", chunks: Math.max(1, Math.ceil(rows.length / 5_000)) });
      first ||= campaign;
      return campaign;
    },
    claim: async (provider, slots = 64, worker = "worker") =>
      (await store.claim({ worker, wants: [{ provider, slots, sendBudgetMs: 10 * SECOND }] })).claimed,
    settle: (rows, outcome = {}) =>
      store.settle(
        "worker",
        rows.map(({ attemptId }) => ({ attemptId, kind: "accepted", ref: `ref-${attemptId}`, ...outcome })),
      ),
    record: (...items) => store.record(items),
    acknowledge: (...items) => store.acknowledge(items),
    async processDue() {
      await drain(() => store.fold());
      await drain(() => store.expire());
      await drain(() => store.recover());
      await drain(() => store.escalate());
    },
    async person(key) {
      const found = await store.read({ campaign: first, key });
      if (found === undefined) throw new Error(`${key} is not enrolled`);
      return found;
    },
    async ledger(campaign = first) {
      const [found] = await store.count(campaign);
      if (found === undefined) throw new Error("there is no ledger");
      return found;
    },
    async events(key) {
      const all = await eventsOf(store);
      return key === undefined ? all : all.filter((event) => event.key === key);
    },
    findings: () => findingsOf(store),
  };
  await store.open();
  return desk;
}

/** Calls a batch verb until it reports no more due recipients. Returns the number of changed recipients. */
export async function drain(verb: () => Promise<BatchAnswer>): Promise<number> {
  for (let moved = 0; ; ) {
    const batch = await verb();
    moved += batch.moved;
    if (!batch.more) return moved;
  }
}

export async function eventsOf(store: Store): Promise<readonly RelanceEvent[]> {
  const all: RelanceEvent[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await store.events({ cursor, limit: 1_000 });
    if (page.events.length === 0) return all;
    all.push(...page.events);
    cursor = page.cursor;
  }
}

export async function findingsOf(store: Store): Promise<readonly string[]> {
  const found: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await store.audit({ cursor, limit: 5_000 });
    found.push(...page.findings.map(({ rule, fact }) => `${rule}: ${fact}`));
    if (page.cursor === undefined) return found;
    cursor = page.cursor;
  }
}

export function personRow(n: number, change: Partial<EnrollRow> = {}): EnrollRow {
  return {
    line: n + 1,
    key: `p${n}`,
    contacts: [
      { channel: "sms", address: `+3363998${String(n).padStart(4, "0")}` },
      { channel: "email", address: `p${n}@example.org` },
    ],
    digests: [`phone-${n}`, `mail-${n}`],
    variables: {},
    deadline: { at: DEADLINE },
    steps: 0b11,
    sendOrder: (n * 2_654_435_761) % 2_147_483_648,
    ...change,
  };
}

export function peopleOf(count: number): EnrollRow[] {
  return Array.from({ length: count }, (_, n) => personRow(n));
}

export function event(key: string, change: Partial<AcknowledgeItem> = {}): AcknowledgeItem {
  return {
    target: { tenant: "", key, on: "re-registered" },
    answer: "done",
    method: "event",
    strength: "event",
    source: "crm",
    sourceId: `crm ${key}`,
    ...change,
  };
}

export function press(enrollment: number, change: Partial<AcknowledgeItem> = {}): AcknowledgeItem {
  return {
    target: { enrollment },
    answer: "done",
    method: "link",
    strength: "gesture",
    source: "link",
    sourceId: `link ${enrollment}`,
    ...change,
  };
}

export function receipt(
  provider: string,
  attemptId: string,
  change: Partial<Extract<RecordItem["item"], { type: "receipt" }>> = {},
): RecordItem {
  return { provider, item: { type: "receipt", kind: "delivered", quality: "handset", attemptId, ...change } };
}

export function reply(digest: string, word: string, code?: string): RecordItem {
  return {
    provider: "sms.main",
    item: { type: "reply", from: digest, text: word, eventId: `${digest} ${word} ${code ?? ""}` },
    reply: { digest, optOut: word === "STOP" ? "stop" : undefined, word, code },
  };
}

export function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, place) =>
    permutations(items.filter((_, other) => other !== place)).map((rest) => [item, ...rest]),
  );
}

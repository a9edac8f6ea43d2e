import { sendOrder } from "@relance/rules";
import type { ClaimedRow, EnrollRow, Plan, RecordItem, Store } from "@relance/spec";
import { header, Stages } from "./stages.ts";

const HOUR = 3_600_000;
const CHUNK = 2_000;
const WINDOW = 64;
const CLAIMERS = 2;
const ANSWER_SHARE = 0.74;

const PLAN: Plan = {
  steps: [
    {
      channel: "sms",
      route: [
        { provider: "sms.main", vendor: "a", receipts: true, lookup: false },
        { provider: "sms.second", vendor: "b", receipts: true, lookup: false },
      ],
      waitMs: 48 * HOUR,
      unknownAfterMs: 15 * 60_000,
      onMissingReceipt: "reroute",
    },
  ],
  callBufferMs: 12 * HOUR,
  guarantee: "at-most-once",
  maxTries: 4,
  retryMs: 60_000,
  resolutionMs: 15 * 60_000,
  strength: "gesture",
  answers: { done: { do: "close" } },
  on: "registered",
  reply: {},
};

export interface BenchClock {
  now(): number;
  advance(ms: number): void;
}

export async function measureStore(
  store: Store,
  clock: BenchClock,
  total: number,
  serverNow?: () => number,
): Promise<void> {
  await store.open();
  header();
  const stages = new Stages(serverNow);
  const deadline = clock.now() + 14 * 24 * HOUR;
  const campaign = await stages.measure("enroll and seal", total, () => enroll(store, total, deadline));
  const sent = await stages.measure("claim and settle, windows of 64", total, () => send(store, "sms.main"));
  const answered = Math.round(total * ANSWER_SHARE);
  await stages.measure("receipts, one by one", answered, () => receive(store, sent.slice(0, answered)));
  clock.advance(15 * 60_000 + 2_000);
  await stages.measure("escalate", total - answered, () => processDue(store));
  await stages.measure("over the second provider", total - answered, () => send(store, "sms.second"));
  await stages.measure("acknowledge, one by one", answered, () => acknowledge(store, sent.slice(0, answered)));
  await count(store, campaign);
  await stages.measure("audit, whole store", total, () => audit(store));
  stages.summary();
}

async function enroll(store: Store, total: number, deadline: number): Promise<number> {
  const { campaign, version } = await store.define({
    tenant: "",
    name: "bench",
    occurrence: "",
    hash: "1",
    body: "{}",
    plan: PLAN,
    audience: "closed",
  });
  let writing: Promise<unknown> = Promise.resolve();
  let seq = 0;
  for (let from = 0; from < total; from += CHUNK) {
    const rows = Array.from({ length: Math.min(CHUNK, total - from) }, (_, index) => person(from + index, deadline));
    rows.sort((a, b) => a.sendOrder - b.sendOrder);
    await writing;
    writing = store.enroll({ campaign, version, importId: "file", seq: seq++, rows, refused: [] });
  }
  await writing;
  await store.seal({ campaign, importId: "file", chunks: seq });
  return campaign;
}

function person(n: number, deadline: number): EnrollRow {
  const phone = (Math.imul(n + 1, 2_654_435_761) >>> 0).toString(36).padStart(7, "0");
  return {
    line: n + 1,
    key: `person-${n}`,
    contacts: [{ channel: "sms", address: `+336${n}` }],
    digests: [`${phone}-digest-x`],
    variables: { name: `Person ${n}`, city: "Rennes", age: 44 },
    deadline: { at: deadline },
    steps: 1,
    sendOrder: sendOrder(Math.imul(n + 7, 2_246_822_519) >>> 1, n + 1),
  };
}

/** Claims messages until no recipient is due. Each claim also stores the outcomes of the previous messages. */
async function send(store: Store, provider: string): Promise<readonly ClaimedRow[]> {
  const all: ClaimedRow[] = [];
  const beat = { incarnation: "bench", role: "worker", version: "", providers: [provider] } as const;
  await store.heartbeat(beat);
  const beating = setInterval(() => void store.heartbeat(beat), 5_000);
  const worker = async () => {
    let last: readonly ClaimedRow[] = [];
    do {
      const settle = last.map(({ attemptId }) => ({ attemptId, kind: "accepted", ref: `SM${attemptId}` }) as const);
      const wants = [{ provider, slots: WINDOW, sendBudgetMs: 10_000 }];
      const { claimed } = await store.claim({ worker: "bench", wants, settle });
      all.push(...claimed);
      last = claimed;
    } while (last.length > 0);
  };
  await Promise.all(Array.from({ length: CLAIMERS }, worker)).finally(() => clearInterval(beating));
  return all;
}

async function receive(store: Store, sent: readonly ClaimedRow[]): Promise<void> {
  const encoder = new TextEncoder();
  await each(sent, 256, ({ attemptId, provider }) => {
    const raw = encoder.encode(`MessageSid=SM${attemptId}&MessageStatus=delivered&To=%2B336`);
    const item: RecordItem = {
      provider,
      item: { type: "receipt", kind: "delivered", quality: "handset", attemptId },
      raw,
    };
    return store.record([item]);
  });
}

async function acknowledge(store: Store, sent: readonly ClaimedRow[]): Promise<void> {
  await each(sent, 256, ({ key }) =>
    store.acknowledge([
      {
        target: { tenant: "", key, on: "registered" },
        answer: "done",
        method: "event",
        strength: "event",
        source: "crm",
        sourceId: key,
      },
    ]),
  );
}

async function processDue(store: Store): Promise<void> {
  for (;;) {
    const { more } = await store.escalate();
    if (!more) return;
  }
}

async function audit(store: Store): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await store.audit({ cursor, limit: 5_000 });
    for (const { fact } of page.findings) console.log(`  ${fact}`);
    cursor = page.cursor;
  } while (cursor !== undefined);
}

async function count(store: Store, campaign: number): Promise<void> {
  const start = performance.now();
  const [ledger] = await store.count(campaign);
  const ms = performance.now() - start;
  console.log(`  count ${ms.toFixed(2)} ms · holds ${ledger?.holds} · ${JSON.stringify(ledger?.states)}`);
}

async function each<T>(items: readonly T[], atOnce: number, call: (item: T) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await call(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

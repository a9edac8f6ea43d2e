import { rmSync, readFileSync } from "node:fs";
const wch=()=>Number(/wchar: (\d+)/.exec(readFileSync("/proc/self/io","utf8"))![1]);
import { openSqlite } from "@relance/store-sqlite/sync";

const HOUR = 3600000;
const PLAN = {
  steps: [
    {
      channel: "sms",
      route: [
        { provider: "sms.main", vendor: "a", receipts: true, lookup: false },
        { provider: "sms.second", vendor: "b", receipts: true, lookup: false },
      ],
      waitMs: 48 * HOUR,
      unknownAfterMs: 900000,
      onUnknown: "reroute",
    },
  ],
  handoverMs: 12 * HOUR,
  guarantee: "at-most-once",
  maxTries: 4,
  retryMs: 60000,
  resolutionMs: 900000,
  strength: "gesture",
  answers: { done: { do: "close" } },
  on: "registered",
  reply: {},
};
for (const s of ["", "-wal", "-shm"]) rmSync("/tmp/probe/s.db" + s, { force: true });
let now = Date.now();
const store = openSqlite({
  file: "/tmp/probe/s.db",
  now: () => now,
  liveNow: () => 1,
  steadyNow: () => performance.now(),
  watchClock: false,
});
store.open();
const { campaign, version } = store.define({
  tenant: "",
  name: "b",
  occurrence: "",
  hash: "1",
  body: "{}",
  plan: PLAN as never,
  audience: "closed",
});
const N = Number(process.argv[2] ?? 100000);
const t = (name: string, n: number, f: () => void) => {
  const s = performance.now();
  const c = process.cpuUsage();
  f();
  const ms = performance.now() - s;
  const u = process.cpuUsage(c);
  console.log(
    name.padEnd(30),
    (((n / ms) * 1000) | 0) + "/s",
    ((ms * 1000) / n).toFixed(2) + "µs",
    "cpu",
    ((u.user + u.system) / n).toFixed(2) + "µs",
  );
};
const person = (n: number) => ({
  line: n + 1,
  key: `person-${n}`,
  contacts: [{ channel: "sms", address: "+336" + n }],
  digests: [(Math.imul(n + 1, 2654435761) >>> 0).toString(36) + "-digest-x"],
  variables: { name: "P " + n, city: "Rennes", age: 44 },
  deadline: { at: now + 14 * 24 * HOUR },
  steps: 1,
  ord: Math.imul(n + 7, 2246822519) >>> 1,
});
t("enroll", N, () => {
  for (let i = 0, seq = 0; i < N; i += 2000)
    store.enroll({
      campaign,
      version,
      importId: "f",
      seq: seq++,
      rows: Array.from({ length: 2000 }, (_, k) => person(i + k)) as never,
      refused: [],
    });
});
t("seal", 1, () => {
  store.seal({ campaign, importId: "f", chunks: N / 2000 });
});
const all: { attemptId: string; key: string }[] = [];
t("claim+settle", N, () => {
  let last: any[] = [];
  do {
    const a = store.claim({
      worker: "w",
      wants: [{ provider: "sms.main", slots: 64, sendBudgetMs: 1000 }],
      settle: last.map(({ attemptId }) => ({ attemptId, kind: "accepted", ref: "SM" + attemptId })),
    });
    last = a.claimed as any[];
    all.push(...last);
  } while (last.length);
});
const A = all.slice(0, N * 0.74);
const raw = new TextEncoder().encode("MessageSid=SM1234567890&MessageStatus=delivered&To=%2B336");
t("record groups 64", A.length, () => {
  for (let i = 0; i < A.length; i += 64)
    store.record(
      A.slice(i, i + 64).map(
        ({ attemptId }) =>
          ({
            provider: "sms.main",
            item: { type: "receipt", kind: "delivered", quality: "handset", attemptId },
            raw: new Uint8Array(raw),
          }) as never,
      ),
    );
});
now += 15 * 60000 + 2001;
t("escalate", N - A.length, () => {
  while (store.escalate().more);
});
t("claim+settle 2", N - A.length, () => {
  let last: any[] = [];
  do {
    const a = store.claim({
      worker: "w",
      wants: [{ provider: "sms.second", slots: 64, sendBudgetMs: 1000 }],
      settle: last.map(({ attemptId }) => ({ attemptId, kind: "accepted", ref: "SM" + attemptId })),
    });
    last = a.claimed as any[];
  } while (last.length);
});
t("ack groups 64", A.length, () => {
  for (let i = 0; i < A.length; i += 64)
    store.acknowledge(
      A.slice(i, i + 64).map(
        ({ key }) =>
          ({
            target: { tenant: "", key, on: "registered" },
            answer: "done",
            method: "event",
            strength: "event",
            source: "crm",
            sourceId: key,
          }) as never,
      ),
    );
});
t("count", 1, () => {
  console.log(JSON.stringify(store.count()[0]?.states), store.count()[0]?.holds);
});
t("audit", N, () => {
  let c;
  do {
    const p = store.audit({ cursor: c, limit: 5000 });
    c = p.cursor;
    for (const f of p.findings) console.log(f);
  } while (c);
});
store.close();

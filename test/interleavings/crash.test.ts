import { openSqlite, yieldingStore } from "@relance/store-sqlite/embedded";
import { createRelance, type Provider, type Store } from "relance";
import { afterEach, describe, expect, it, vi } from "vitest";
import { openArena, overSeeds } from "./support/arena.ts";
import { HOUR, MINUTE, openDesk, permutations, receipt, reply, SECOND, START } from "./support/desk.ts";

const LEASE_MS = 30 * SECOND;

describe("crash and zombie", () => {
  it("19: settle, receipt and recover in every order: accepted once in every count", async () => {
    for (const order of permutations(["settle", "receipt", "recover"] as const)) {
      const desk = await openDesk({ endsLeases: true });
      await desk.start(1);
      const [claimed] = await desk.claim("sms.main");
      if (claimed === undefined) throw new Error("nobody was claimed");
      desk.now += LEASE_MS + SECOND;
      for (const verb of order) {
        if (verb === "settle") await desk.settle([claimed]);
        if (verb === "receipt") await desk.record(receipt("sms.main", claimed.attemptId));
        if (verb === "recover") await desk.store.recover();
      }
      expect(await desk.ledger()).toMatchObject({
        holds: true,
        attempts: [{ step: 1, provider: "sms.main", state: "accepted", evidence: "delivered", count: 1 }],
        totals: { attempts: 1, contradictory: 0 },
      });
      expect((await desk.events("p0")).filter(({ type }) => type === "attempt.delivered")).toHaveLength(1);
      expect(await desk.findings()).toEqual([]);
      desk.now += HOUR;
      await desk.processDue();
      expect(await desk.claim("sms.main", 64, "next")).toEqual([]);
      expect(await desk.claim("sms.second", 64, "next")).toEqual([]);
    }
  });

  it("19: an outcome after the recipient continued is stored as evidence and moves no recipient", async () => {
    for (const kind of ["accepted", "rejected", "deferred", "uncertain", "not-sent"] as const) {
      const desk = await openDesk({ endsLeases: true });
      await desk.start(1);
      const [claimed] = await desk.claim("sms.main");
      if (claimed === undefined) throw new Error("nobody was claimed");
      desk.now += LEASE_MS + SECOND;
      await desk.processDue();
      desk.now += 15 * MINUTE + 2 * SECOND;
      await desk.processDue();
      const [second] = await desk.claim("sms.second", 64, "next");
      if (second === undefined) throw new Error("nobody went on");
      const { lastAttempt, state, step } = await desk.person("p0");
      expect(await desk.settle([claimed], { kind, disposition: "reject" })).toEqual(["recorded"]);
      expect(await desk.person("p0")).toMatchObject({ state, step, lastAttempt });
      await desk.record({ provider: "sms.main", item: { ...DELIVERED, ref: `ref-${claimed.attemptId}` } });
      expect(await desk.settle([second])).toEqual(["applied"]);
      const first = (await desk.ledger()).attempts.find(({ provider }) => provider === "sms.main");
      expect(first).toMatchObject({ state: "accepted", evidence: "delivered" });
      expect(await desk.claim("sms.main", 64, "next")).toEqual([]);
      expect(await desk.findings()).toEqual([]);
    }
  });

  it("19: an outcome that arrives while the next message is in flight belongs to its own attempt", async () => {
    for (const kind of ["accepted", "rejected", "deferred", "uncertain", "not-sent"] as const) {
      const desk = await openDesk();
      await desk.start(1);
      const sms = await desk.claim("sms.main");
      expect((await desk.record(reply("phone-0", "STOP")))[0]?.reply).toBe("suppressed");
      const mail = await desk.claim("email.smtp");
      expect(mail).toHaveLength(1);
      expect(await desk.settle(sms, { kind, disposition: "reject" })).toEqual(["recorded"]);
      expect(await desk.person("p0")).toMatchObject({ step: 2, lastAttempt: { state: "submitting" } });
      expect(await desk.claim("email.smtp")).toEqual([]);
      expect(await desk.settle(mail)).toEqual(["applied"]);
      expect((await desk.person("p0")).lastAttempt).toMatchObject({
        provider: "email.smtp",
        state: "accepted",
      });
      expect(await desk.findings()).toEqual([]);
    }
  });

  it("16: attempts that became uncertain before a long stop are looked up before they are given up", async () => {
    await overSeeds(10, async (seed) => {
      let isDeaf = true;
      const arena = await openArena({
        seed,
        behave: (provider) => (provider === "sms.main" ? { do: "forget-answer" } : { do: "deliver", afterMs: SECOND }),
        extra: (provider) => ({
          lookup: async ({ attemptId }) => {
            await arena.outside.runtime.sleep(SECOND + arena.draw(5 * SECOND));
            if (isDeaf) throw new Error(`${provider} does not answer`);
            return { ...DELIVERED, attemptId };
          },
        }),
      });
      await arena.hear("receiver");
      const { process } = await arena.work("worker");
      await arena.time.advance(20 * SECOND);
      process.crash();
      await arena.time.advance(15 * MINUTE);
      isDeaf = false;
      await arena.work("next");
      await arena.time.advance(MINUTE);
      expect(arena.sent.map(({ provider }) => provider)).toEqual(arena.people.map(() => "sms.main"));
      expect((await arena.ledger()).attempts).toMatchObject([{ state: "accepted", evidence: "delivered" }]);
      await arena.close();
    });
  });

  it("20: a single worker whose heartbeat is blocked stops claiming when its lease ends, and continues later", async () => {
    await overSeeds(10, async (seed) => {
      const { arena, claims, blocked } = await blockedWorker(seed);
      await arena.time.advance(20 * MINUTE);
      const between = claims.filter(({ at }) => at > blocked.from + LEASE_MS && at < blocked.to);
      expect(between).toEqual([]);
      expect(claims.at(-1)?.at).toBeGreaterThan(blocked.to);
      expect(arena.sent).toHaveLength(arena.people.length);
      expect(await arena.findings()).toEqual([]);
      await arena.close();
    });
  });

  it("20: a worker whose heartbeat is blocked stops claiming before others recover it, and returns later", async () => {
    await overSeeds(20, async (seed) => {
      const { arena, claims, blocked } = await blockedWorker(seed);
      const next = await arena.work("next");
      await arena.time.advance(2 * MINUTE);
      const taken = blocked.from + LEASE_MS;
      const early = claims.filter(({ at }) => at < taken);
      expect(early.length).toBeGreaterThan(3);
      expect(early.filter(({ by }) => by !== "slow")).toEqual([]);
      const late = claims.filter(({ at }) => at >= taken);
      expect(late.length).toBeGreaterThan(3);
      expect(late.filter(({ by }) => by !== "next")).toEqual([]);
      next.process.crash();
      await arena.time.advance(20 * MINUTE);
      expect(claims.at(-1)?.by).toBe("slow");
      expect(arena.logged.filter(({ event }) => event === "worker.rejoined")).toHaveLength(1);
      expect(new Set(arena.sent.map(({ message }) => message.attemptId)).size).toBe(arena.sent.length);
      const submitted = (await arena.events()).filter(({ type }) => type === "attempt.submitted");
      expect(submitted).toHaveLength(arena.sent.length);
      expect(await arena.findings()).toEqual([]);
      await arena.close();
    });
  });
});

describe("21: a pause between the claim and the first byte", () => {
  afterEach(() => vi.useRealTimers());

  it.each([
    { name: "40 s in which the wall clock jumps and the steady one stands", clock: "Date" },
    { name: "40 s in which the steady clock jumps and the wall clock stands", clock: "performance" },
  ] as const)("$name: nothing is sent", async ({ clock }) => {
    vi.useFakeTimers({ toFake: [clock] });
    const sent: string[] = [];
    const sms: Provider<"sms"> = {
      kind: "counting",
      channel: "sms",
      vendor: "first",
      capabilities: { receipts: false, replies: false },
      async send({ attemptId }) {
        sent.push(attemptId);
        return { ref: attemptId };
      },
    };
    let isPaused = false;
    const plain = yieldingStore(openSqlite({ file: ":memory:", now: () => START }), {
      yield: () => Promise.resolve(),
    });
    const store: Store = {
      ...plain,
      async claim(request) {
        const answer = await plain.claim(request);
        if (answer.claimed.length > 0 && !isPaused) {
          isPaused = true;
          vi.advanceTimersByTime(40 * SECOND);
        }
        return answer;
      },
    };
    const gateway = await createRelance({
      store,
      providers: { sms: { main: sms } },
      security: { signing: ["a-secret-for-this-test"] },
      delivery: "live",
    });
    const content = { text: "hello" };
    const contacts = { sms: "+33639980001" };
    await gateway.send({
      idempotencyKey: "1",
      recipient: { key: "1", contacts },
      steps: [{ channel: "sms", content }],
    });
    await gateway.runOnce({ within: "5s" });
    expect(isPaused).toBe(true);
    expect(sent).toEqual([]);
    const [ledger] = await gateway.campaigns.ledgers();
    expect(ledger?.attempts).toEqual([
      { step: 1, provider: "sms.main", state: "not-sent", evidence: "none", count: 1 },
    ]);
    await gateway.close();
  });
});

async function blockedWorker(seed: number) {
  const blocked = { from: Number.POSITIVE_INFINITY, to: 0 };
  const claims: { by: string; at: number }[] = [];
  const arena = await openArena({
    seed,
    people: 60,
    extra: () => ({ perSecond: 0.25 }),
    behave: () => ({ do: "deliver", afterMs: SECOND }),
    storeOf: (store, { name, runtime }) => ({
      ...store,
      async heartbeat(input) {
        const isBlocked = runtime.now() >= blocked.from && runtime.now() < blocked.to;
        if (name === "slow" && isBlocked) await runtime.sleep(blocked.to - runtime.now());
        return store.heartbeat(input);
      },
      async claim(request) {
        const answer = await store.claim(request);
        if (answer.claimed.length > 0) claims.push({ by: name, at: runtime.now() });
        return answer;
      },
    }),
    definition: {
      deadline: "40m",
      steps: [{ channel: "sms", route: ["main"], template: "reminder@1", onMissingReceipt: { do: "wait" } }],
    },
  });
  await arena.hear("receiver");
  await arena.work("slow");
  await arena.time.advance(10 * SECOND + arena.draw(10 * SECOND));
  blocked.from = arena.time.now();
  blocked.to = blocked.from + 2 * LEASE_MS;
  return { arena, claims, blocked };
}

const DELIVERED = { type: "receipt", kind: "delivered", quality: "handset" } as const;

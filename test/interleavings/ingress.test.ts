import type { InboundItem, LookupAnswer } from "@relance/spec";
import type { Provider } from "relance";
import { describe, expect, it } from "vitest";
import { type Arena, openArena, overSeeds } from "./support/arena.ts";
import { DEADLINE, HOUR, MINUTE, openDesk, PLAN, receipt, SECOND, START } from "./support/desk.ts";

const DELIVERED = { type: "receipt", kind: "delivered", quality: "handset" } as const;
const GAP_MS = 20 * MINUTE;
/**
 * Time limit, in milliseconds, for a dozen simulations of several hours each. On an idle core the simulations take
 * eight seconds.
 */
const MANY_SEEDS_MS = 600_000;

class Memory {
  readonly replies: InboundItem[] = [];
  readonly delivered = new Set<string>();
  arena: Arena | undefined;

  readonly asked = (provider: string): Partial<Provider> => {
    if (!provider.startsWith("sms")) return {};
    const slowly = () => this.arena?.outside.runtime.sleep(SECOND + this.arena.draw(30 * SECOND));
    return {
      perSecond: 1 / 30,
      inbound: {
        list: async () => {
          await slowly();
          return provider === "sms.main" ? this.replies : [];
        },
      },
      lookup: async ({ attemptId }): Promise<LookupAnswer> => {
        await slowly();
        return this.delivered.has(attemptId) ? { ...DELIVERED, attemptId } : "still-accepted";
      },
    };
  };
}

async function downArena(seed: number, memory: Memory, wait: string): Promise<Arena> {
  const arena = await openArena({
    seed,
    people: 24,
    extra: memory.asked,
    behave(provider, { attemptId, to }) {
      const n = Number(String(to).slice(-4));
      if (provider === "sms.main" && n % 3 === 0) return { do: "lose" };
      memory.delivered.add(attemptId);
      return { do: "deliver", afterMs: SECOND + arena.draw(30 * SECOND) };
    },
    definition: {
      deadline: "5h",
      steps: [
        {
          channel: "sms",
          route: ["main", "second"],
          template: "reminder@1",
          wait,
          onMissingReceipt: { after: "5m" },
        },
        { channel: "email", route: ["smtp"], template: "reminder@1", wait: "20m" },
      ],
    },
  });
  memory.arena = arena;
  return arena;
}

const isSilence = (cause: string | undefined) => cause === "receipt-overdue" || cause === "ack-timeout";

describe("downtime of receivers", () => {
  it("33: all receivers down for 20 minutes: no recipient moves for a missing receipt before missed items are fetched", {
    timeout: MANY_SEEDS_MS,
  }, async () => {
    await overSeeds(12, async (seed) => {
      const memory = new Memory();
      const isLong = seed % 3 === 0; // in a short downtime only receipts become overdue; in a long downtime answers are overdue too
      const arena = await downArena(seed, memory, isLong ? "60m" : "10m");
      await arena.hear("receiver");
      const worker = await arena.work("worker");
      await arena.time.advance(MINUTE);
      arena.stopListening();
      const downAt = arena.time.now();
      await arena.time.advance(GAP_MS - MINUTE);
      const repliers: string[] = [];
      for (const [n, key] of arena.people.entries()) {
        if (n % 3 === 1 && (await arena.person(key)).lastAttempt !== undefined) repliers.push(key);
      }
      for (const key of repliers) {
        const from = `+3363998${key.slice(1).padStart(4, "0")}`;
        const occurredAt = downAt + arena.draw(GAP_MS - 2 * MINUTE);
        memory.replies.push({ type: "reply", from, text: "OK", eventId: `r ${key}`, occurredAt });
      }
      await arena.time.advance(MINUTE);
      const isWholeProcess = seed % 2 === 0;
      if (isWholeProcess) {
        worker.process.crash();
        await arena.work("restarted");
        await arena.time.advance(arena.draw(5 * SECOND));
      }
      await arena.hear("receiver again");
      await arena.time.advance(10 * MINUTE);
      const reconciled = (provider: string) =>
        arena.logged.find(({ event, facts }) => event === "gap.reconciled" && facts?.provider === provider)?.at ??
        Number.POSITIVE_INFINITY;
      expect(reconciled("sms.main")).toBeLessThan(Number.POSITIVE_INFINITY);
      const early = (await arena.events()).filter(
        ({ cause, at }) => isSilence(cause) && at.getTime() < reconciled("sms.main"),
      );
      expect(early).toEqual([]);
      for (const key of repliers) {
        expect(await arena.person(key)).toMatchObject({ state: "acknowledged", late: false, step: 1 });
        const moves = (await arena.events(key)).filter(({ type }) => type.startsWith("enrollment."));
        expect(moves.map(({ type }) => type)).toEqual(["enrollment.enrolled", "enrollment.acknowledged"]);
      }
      await arena.time.advance(2 * HOUR);
      const overdue = (await arena.events()).filter(({ type }) => type === "attempt.unknown");
      for (const { attemptId } of overdue) expect(memory.delivered.has(attemptId ?? "")).toBe(false);
      if (isLong) expect(overdue.length).toBeGreaterThanOrEqual(arena.people.length / 3);
      expect(await arena.ledger()).toMatchObject({
        holds: true,
        totals: { unreconciled: 0 },
        states: { active: 0 },
      });
      expect(await arena.findings()).toEqual([]);
      await arena.close();
    });
  });

  it("33: 5,000 recipients whose receipts and answers are overdue after a restart wait until missed items are fetched", async () => {
    const desk = await openDesk({ endsLeases: true });
    const hear = (name: string) =>
      desk.store.heartbeat({ incarnation: name, role: "receiver", version: "0", providers: ["sms.main"] });
    await desk.start(5_000);
    await hear("receiver");
    for (let round = 0; round < 50; round++) await desk.settle(await desk.claim("sms.main", 100));
    desk.now = START + 49 * HOUR;
    await desk.processDue();
    await desk.processDue();
    const { openGaps } = await hear("receiver again");
    await desk.processDue();
    expect((await desk.events()).filter(({ cause }) => isSilence(cause))).toEqual([]);
    expect(openGaps).toMatchObject([{ provider: "sms.main", from: START }]);
    await desk.store.heartbeat({
      incarnation: "receiver again",
      role: "receiver",
      version: "0",
      providers: ["sms.main"],
      reconciled: openGaps.map(({ id }) => id),
    });
    desk.now += 5 * SECOND;
    await desk.processDue();
    expect((await desk.events()).filter(({ type }) => type === "enrollment.escalated")).toHaveLength(5_000);
    expect(await desk.findings()).toEqual([]);
  });

  it("34: while the receiver of one carrier is down, only this carrier's receipt deadlines stop", async () => {
    const desk = await openDesk({ endsLeases: true });
    const over = async (provider: string) => {
      const [step] = PLAN.steps;
      const route = step?.route.filter((one) => one.provider === provider) ?? [];
      const steps = [
        {
          ...PLAN.steps[0],
          channel: "sms" as const,
          route,
          unknownAfterMs: 15 * MINUTE,
          onMissingReceipt: "escalate" as const,
          waitMs: 40 * HOUR,
        },
        ...PLAN.steps.slice(1),
      ];
      const campaign = await desk.start(1, { ...PLAN, steps }, provider);
      const [claimed] = await desk.claim(provider, 1);
      if (claimed === undefined) throw new Error("nobody was claimed");
      await desk.settle([claimed]);
      return async () => (await desk.store.read({ campaign, key: "p0" }))?.step;
    };
    const beat = (providers: readonly string[], reconciled?: readonly number[]) =>
      desk.store.heartbeat({
        incarnation: `r ${providers}`,
        role: "receiver",
        version: "0",
        providers,
        reconciled,
      });
    const stepOfMain = await over("sms.main");
    const stepOfSecond = await over("sms.second");
    const moments = async (from: number, to: number, providers: readonly string[]) => {
      for (desk.now = START + from; desk.now < START + to; desk.now += 5 * SECOND) {
        await beat(providers);
        await desk.processDue();
      }
    };
    await moments(0, 5 * MINUTE, ["sms.main", "sms.second"]);
    await moments(5 * MINUTE, 25 * MINUTE, ["sms.second"]);
    expect([await stepOfMain(), await stepOfSecond()]).toEqual([1, 2]);
    const { openGaps } = await beat(["sms.main", "sms.second"]);
    expect(openGaps).toMatchObject([{ provider: "sms.main" }]);
    await beat(
      ["sms.main", "sms.second"],
      openGaps.map(({ id }) => id),
    );
    await moments(25 * MINUTE, 34 * MINUTE, ["sms.main", "sms.second"]);
    expect(await stepOfMain()).toBe(1);
    await moments(34 * MINUTE, 36 * MINUTE, ["sms.main", "sms.second"]);
    expect(await stepOfMain()).toBe(2);
  });

  it("35: a fetch of missed items that never ends does not delay the next step past its latest start, and is counted", async () => {
    await overSeeds(10, async (seed) => {
      const arena = await openArena({
        seed,
        people: 6,
        extra: (provider) => ({
          inbound: {
            list: async () => {
              throw new Error(`${provider} cannot be asked`);
            },
          },
        }),
        behave: () => ({ do: "lose" }),
        definition: { deadline: "60m", callBuffer: "10m" },
      });
      await arena.hear("receiver");
      await arena.work("worker");
      await arena.time.advance(MINUTE);
      arena.stopListening();
      await arena.time.advance(GAP_MS);
      await arena.hear("receiver again");
      await arena.time.advance(15 * MINUTE);
      expect((await arena.events()).filter(({ cause }) => isSilence(cause))).toEqual([]);
      await arena.time.advance(HOUR);
      for (const key of arena.people) {
        const mail = arena.sent.find(
          ({ message, provider }) => provider === "email.smtp" && message.to === `${key}@example.org`,
        );
        expect(mail?.at).toBeLessThan((await arena.person(key)).deadline.getTime());
      }
      expect(await arena.ledger()).toMatchObject({
        holds: true,
        totals: { unreconciled: arena.people.length },
      });
      await arena.close();
    });
  });

  it("35: an answer that was given in time and is fetched late still counts", async () => {
    const desk = await openDesk({ endsLeases: true });
    await desk.start(1);
    await desk.store.heartbeat({ incarnation: "r", role: "receiver", version: "0", providers: ["sms.main"] });
    const [claimed] = await desk.claim("sms.main");
    if (claimed === undefined) throw new Error("nobody was claimed");
    await desk.settle([claimed]);
    desk.now = DEADLINE - 50 * SECOND;
    await desk.processDue();
    expect((await desk.person("p0")).step).toBe(2);
    await desk.record(receipt("sms.main", claimed.attemptId, { occurredAt: START + SECOND }));
    expect((await desk.ledger()).attempts).toMatchObject([{ provider: "sms.main", evidence: "delivered" }]);
    expect(await desk.ledger()).toMatchObject({ holds: true, totals: { unreconciled: 1 } });
  });
});

import { describe, expect, it } from "vitest";
import { type Arena, openArena, overSeeds } from "./support/arena.ts";
import { HOUR, MINUTE, SECOND } from "./support/desk.ts";

const SEEDS = 20;
/** The receiver commits a request, or answers 503, within this many milliseconds. */
const HOLD_MS = SECOND;

/** Returns when the recipient's wait for an answer ends: ten minutes after the step's first `accepted`. */
async function waitEnd(arena: Arena, key: string): Promise<number> {
  const accepted = (await arena.events(key)).find(({ type }) => type === "attempt.accepted");
  if (accepted === undefined) throw new Error(`${key} was not sent to`);
  return accepted.at.getTime() + 10 * MINUTE;
}

async function hammer(arena: Arena, instant: number): Promise<void> {
  const { runtime } = arena.outside;
  await runtime.sleep(instant - 2 * SECOND - runtime.now());
  while (runtime.now() < instant + 4 * SECOND) {
    await arena.store.expire();
    await arena.store.escalate();
    await runtime.sleep(1 + arena.draw(200));
  }
}

describe("acknowledgements that race with the engine", () => {
  it("2: acknowledged between claim and send: sent once, counted as superseded, no later step", async () => {
    await overSeeds(SEEDS, async (seed) => {
      const arena = await openArena({
        seed,
        wireMs: () => 1 + arena.draw(5 * SECOND),
        definition: { deadline: "30m" },
      });
      await arena.hear("receiver");
      await arena.work("worker");
      const pressed: Promise<string>[] = [];
      await arena.time.advance(1);
      const onTheWire: string[] = [];
      for (const key of arena.people) {
        if ((await arena.person(key)).state === "active") onTheWire.push(key);
      }
      expect(onTheWire).toHaveLength(arena.people.length);
      for (const key of onTheWire) pressed.push(arena.press(key));
      await arena.time.settle();
      expect(arena.sent.length).toBeLessThan(arena.people.length);
      expect(await Promise.all(pressed)).toEqual(pressed.map(() => "recorded"));
      await arena.time.advance(40 * MINUTE);
      expect(arena.sent).toHaveLength(arena.people.length);
      expect(await arena.ledger()).toMatchObject({
        holds: true,
        states: { acknowledged: arena.people.length },
        totals: { attempts: arena.people.length, supersededInFlight: arena.people.length },
      });
      expect(await arena.findings()).toEqual([]);
      await arena.close();
    });
  });

  it("5: received 5 ms before the wait ends, committed up to a second later: no recipient is escalated", async () => {
    await overSeeds(SEEDS, async (seed) => {
      const arena = await openArena({
        seed,
        wireMs: () => arena.draw(SECOND),
        holdMs: () => arena.draw(HOLD_MS),
      });
      await arena.hear("receiver");
      await arena.work("worker");
      await arena.work("standby");
      await arena.time.advance(MINUTE);
      const answers: Promise<string>[] = [];
      for (const key of arena.people) {
        const end = await waitEnd(arena, key);
        void hammer(arena, end);
        const early = 1 + arena.draw(10);
        answers.push(arena.outside.runtime.sleep(end - early - arena.time.now()).then(() => arena.press(key)));
      }
      await arena.time.advance(30 * MINUTE);
      expect(await Promise.all(answers)).toEqual(answers.map(() => "recorded"));
      expect((await arena.events()).filter(({ type }) => type === "enrollment.escalated")).toEqual([]);
      expect(arena.sent.filter(({ provider }) => provider === "email.smtp")).toEqual([]);
      expect(await arena.ledger()).toMatchObject({
        holds: true,
        states: { acknowledged: arena.people.length },
      });
      await arena.close();
    });
  });

  it("5: a recipient without an answer is escalated as soon as the grace period ends, and not before", async () => {
    await overSeeds(5, async (seed) => {
      const arena = await openArena({ seed });
      await arena.hear("receiver");
      await arena.work("worker");
      await arena.time.advance(20 * MINUTE);
      for (const key of arena.people) {
        const escalated = (await arena.events(key)).find(({ type }) => type === "enrollment.escalated");
        const waited = (escalated?.at.getTime() ?? 0) - (await waitEnd(arena, key));
        expect(waited).toBeGreaterThanOrEqual(2 * SECOND);
        expect(waited).toBeLessThan(3 * SECOND);
      }
      await arena.close();
    });
  });

  it("6: a reply that was stored before the wait ended counts, whenever the workers check", async () => {
    await overSeeds(SEEDS, async (seed) => {
      const arena = await openArena({ seed, holdMs: () => arena.draw(HOLD_MS) });
      await arena.hear("receiver");
      await arena.work("worker");
      await arena.time.advance(MINUTE);
      const heard: Promise<boolean>[] = [];
      for (const [n, key] of arena.people.entries()) {
        const end = await waitEnd(arena, key);
        void hammer(arena, end);
        const from = `+3363998${String(n).padStart(4, "0")}`;
        const early = 1 + arena.draw(10);
        heard.push(
          arena.outside.runtime
            .sleep(end - early - arena.time.now())
            .then(() => arena.report("sms.main", [{ type: "reply", from, text: "Ok!", eventId: `r${n}` }])),
        );
      }
      await arena.time.advance(30 * MINUTE);
      expect(await Promise.all(heard)).toEqual(heard.map(() => true));
      expect((await arena.events()).filter(({ type }) => type === "enrollment.escalated")).toEqual([]);
      expect(await arena.ledger()).toMatchObject({
        holds: true,
        states: { acknowledged: arena.people.length },
      });
      await arena.close();
    });
  });

  it("7: replies and receipts without a matching recipient are stored, and delay no recipient", async () => {
    await overSeeds(SEEDS, async (seed) => {
      const arena = await openArena({ seed });
      await arena.hear("receiver");
      await arena.work("worker");
      await arena.time.advance(MINUTE + arena.draw(MINUTE));
      await arena.finish(
        arena.report("sms.main", [
          { type: "reply", from: "+33639989876", text: "OK", eventId: "nobody" },
          { type: "reply", from: "+33639980000", text: "who is this?", eventId: "a sentence" },
          { type: "receipt", kind: "delivered", quality: "handset", ref: "never heard of" },
        ]),
      );
      await arena.time.advance(20 * MINUTE);
      const escalated = (await arena.events()).filter(({ type }) => type === "enrollment.escalated");
      expect(escalated).toHaveLength(arena.people.length);
      expect(await arena.findings()).toEqual([]);
      await arena.close();
    });
  });

  it("12: a press before the deadline that is committed within a second acknowledges", async () => {
    await overSeeds(SEEDS, async (seed) => {
      const arena = await openArena({
        seed,
        holdMs: () => arena.draw(HOLD_MS),
        definition: { deadline: "9m", steps: [{ channel: "sms", route: ["main"], template: "reminder@1" }] },
      });
      await arena.hear("receiver");
      await arena.work("worker");
      const answers = arena.people.map(async (key) => {
        const { deadline } = await arena.person(key);
        void hammer(arena, deadline.getTime());
        const early = SECOND + arena.draw(10);
        return arena.outside.runtime.sleep(deadline.getTime() - early - arena.time.now()).then(() => arena.press(key));
      });
      await arena.time.advance(30 * MINUTE);
      expect(await Promise.all(answers)).toEqual(answers.map(() => "recorded"));
      expect(await arena.ledger()).toMatchObject({
        holds: true,
        late: 0,
        states: { acknowledged: arena.people.length, expired: 0 },
      });
      await arena.close();
    });
  });

  it("13: an event and its revocation in any order and number, between sends: always the same state", async () => {
    await overSeeds(SEEDS, async (seed) => {
      const arena = await openArena({ seed, definition: { deadline: "40m" } });
      await arena.work("worker");
      const done = { on: "done", occurredAt: new Date(arena.time.now() + MINUTE) };
      const undone = { on: "done", occurredAt: new Date(arena.time.now() + 2 * MINUTE), revoke: true };
      for (let turn = 0; turn < 6; turn++) {
        const events = arena.people.map((key) => ({ key, ...(arena.draw(2) === 0 ? done : undone) }));
        const { gateway } = await arena.open(`caller ${turn}`);
        await arena.finish(gateway.acknowledge(events));
        await arena.time.advance(arena.draw(2 * MINUTE));
      }
      const { gateway } = await arena.open("last caller");
      const last = arena.people.flatMap((key) => [
        { key, ...undone },
        { key, ...done },
      ]);
      await arena.finish(gateway.acknowledge(last));
      expect(await arena.ledger()).toMatchObject({ holds: true, states: { acknowledged: 0 } });
      await arena.time.advance(HOUR);
      expect(await arena.ledger()).toMatchObject({
        holds: true,
        states: { acknowledged: 0, active: 0, pending: 0 },
      });
      expect(await arena.findings()).toEqual([]);
      await arena.close();
    });
  });
});

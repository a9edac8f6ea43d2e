import { describe, expect, it } from "vitest";
import { type Arena, openArena, overSeeds } from "./support/arena.ts";
import {
  DEADLINE,
  event,
  GRACE,
  HOUR,
  MINUTE,
  openDesk,
  PLAN,
  peopleOf,
  personRow,
  reply,
  SECOND,
  START,
} from "./support/desk.ts";

const BY = { actor: "anna", reason: "wrong text" };

async function heldArena(seed: number, holdMs: number): Promise<{ arena: Arena; resumedAt: number }> {
  const arena = await openArena({
    seed,
    people: 20,
    extra: () => ({ perSecond: 1 / 6 }),
    definition: { deadline: "60m", callBuffer: "10m" },
  });
  await arena.hear("receiver");
  await arena.work("worker");
  const { gateway } = await arena.open("operator");
  const campaign = await arena.finish(gateway.campaigns.get("arena"));
  await arena.time.advance(MINUTE);
  await arena.finish(campaign.pause({ ...BY, reviewAt: new Date(START + DEADLINE) }));
  await arena.time.advance(holdMs);
  const resumedAt = arena.time.now();
  const resumed = arena.finish(campaign.resume(BY));
  if (holdMs < HOUR) await resumed;
  // by now, every deadline has passed
  else await expect(resumed).rejects.toThrow("arena is closed: it accepts no commands");
  return { arena, resumedAt };
}

async function moves(arena: Arena, cause: string): Promise<number> {
  return (await arena.events()).filter((one) => one.cause === cause && one.type.startsWith("enrollment.")).length;
}

describe("pause and resume", () => {
  it("37: past the receipt deadline and the wait: nothing is sent meanwhile, and no burst follows", async () => {
    await overSeeds(10, async (seed) => {
      const { arena, resumedAt } = await heldArena(seed, 15 * MINUTE);
      const before = arena.sent.length;
      expect(before).toBeGreaterThan(5);
      expect(before).toBeLessThan(15);
      expect(arena.sent.filter(({ at }) => at > START + MINUTE + 10 * SECOND && at < resumedAt)).toEqual([]);
      expect(await moves(arena, "ack-timeout")).toBe(before);
      expect(await arena.findings()).toEqual([]);
      await arena.time.advance(MINUTE);
      const herd = arena.sent.filter(({ at, provider }) => at >= resumedAt && provider === "sms.main");
      expect(herd.length).toBeLessThanOrEqual(11);
      await arena.time.advance(HOUR);
      expect(await arena.ledger()).toMatchObject({ holds: true, states: { active: 0, pending: 0 } });
      for (const key of arena.people) {
        const sms = (await arena.events(key)).filter((one) => one.type === "attempt.submitted" && one.step === 1);
        expect(sms).toHaveLength(1);
      }
      await arena.close();
    });
  });

  it("37: beyond a step's latest start: recipients without a message skip it as too late, and still get the last step", async () => {
    await overSeeds(10, async (seed) => {
      const { arena, resumedAt } = await heldArena(seed, 52 * MINUTE);
      const unsent: string[] = [];
      for (const key of arena.people) {
        const events = await arena.events(key);
        if (events.every((one) => one.type !== "attempt.submitted" || one.at.getTime() >= resumedAt)) unsent.push(key);
      }
      expect(unsent.length).toBeGreaterThan(5);
      await arena.time.advance(20 * MINUTE);
      expect(await moves(arena, "too-late")).toBe(unsent.length);
      for (const key of unsent) {
        const providers = (await arena.events(key)).flatMap((one) =>
          one.type === "attempt.submitted" ? [one.provider] : [],
        );
        expect(providers).toEqual(["email.smtp"]);
      }
      await arena.close();
    });
  });

  it("37: beyond the legal deadline: nothing is sent after it, and every recipient is accounted for", async () => {
    await overSeeds(10, async (seed) => {
      const { arena, resumedAt } = await heldArena(seed, 61 * MINUTE);
      await arena.time.advance(HOUR);
      expect(arena.sent.filter(({ at }) => at >= resumedAt)).toEqual([]);
      expect(await arena.ledger()).toMatchObject({
        holds: true,
        states: { active: 0, pending: 0, expired: 20 },
      });
      expect(await arena.findings()).toEqual([]);
      await arena.close();
    });
  });
});

describe("STOP and shared phones", () => {
  it("40: STOP before the claim: not sent; STOP after it: sent once, then only the next permitted channel", async () => {
    const desk = await openDesk();
    await desk.start(2);
    expect((await desk.record(reply("phone-0", "STOP")))[0]).toMatchObject({ reply: "suppressed" });
    const sms = await desk.claim("sms.main");
    expect(sms.map(({ key }) => key)).toEqual(["p1"]);
    await desk.record(reply("phone-1", "STOP"));
    await desk.settle(sms);
    const mail = await desk.claim("email.smtp");
    expect(mail.map(({ key }) => key).sort()).toEqual(["p0", "p1"]);
    await desk.settle(mail);
    desk.now = DEADLINE + HOUR;
    await desk.processDue();
    expect((await desk.events()).filter((one) => one.type === "attempt.submitted")).toHaveLength(3);
    expect(await desk.ledger()).toMatchObject({ holds: true, states: { acknowledged: 0 } });
  });

  it("41: a suppressed contact gets no message, whether it was enrolled before or after", async () => {
    for (const isFirst of [true, false]) {
      const desk = await openDesk();
      const suppress = () =>
        desk.store.suppress([{ tenant: "", digest: "phone-0", channel: "sms", reason: "complaint", actor: "anna" }]);
      if (isFirst) await suppress();
      await desk.start(peopleOf(2));
      if (!isFirst) await suppress();
      expect((await desk.claim("sms.main")).map(({ key }) => key)).toEqual(["p1"]);
      expect((await desk.claim("email.smtp")).map(({ key }) => key)).toEqual(["p0"]);
    }
  });

  it("42: STOP from a shared phone stops the SMS of both who share it", async () => {
    const desk = await openDesk();
    const shared = { contacts: personRow(0).contacts.slice(0, 1), digests: ["phone-0"], steps: 0b01 };
    await desk.start([personRow(0, shared), personRow(1, { ...shared, key: "p1" }), personRow(2)]);
    await desk.record(reply("phone-0", "STOP"));
    expect((await desk.claim("sms.main")).map(({ key }) => key)).toEqual(["p2"]);
    expect(await desk.ledger()).toMatchObject({ holds: true, states: { suppressed: 2 } });
  });

  it("42: a bare OK with two open enrollments on one phone acknowledges neither; with its code, it acknowledges one", async () => {
    const desk = await openDesk();
    const digests = ["phone-0", "mail-1"];
    await desk.start([personRow(0), personRow(1, { contacts: personRow(0).contacts, digests })]);
    const claimed = await desk.claim("sms.main");
    const [one, two] = claimed;
    expect(new Set(claimed.map(({ code }) => code)).size).toBe(2);
    await desk.settle(claimed);
    expect((await desk.record(reply("phone-0", "OK")))[0]).toMatchObject({ reply: "ambiguous" });
    expect((await desk.ledger()).states.acknowledged).toBe(0);
    expect((await desk.record(reply("phone-0", "OK", two?.code)))[0]).toMatchObject({
      reply: "acknowledged",
    });
    expect((await desk.person(two?.key ?? "")).state).toBe("acknowledged");
    expect((await desk.person(one?.key ?? "")).state).toBe("active");
    expect((await desk.record(reply("phone-0", "OK", "123456")))[0]).not.toMatchObject({
      reply: "acknowledged",
    });
    expect((await desk.person(one?.key ?? "")).state).toBe("active");
  });
});

describe("43: the legal deadline with messages in flight", () => {
  it("expires all recipients, records late outcomes, and claims no recipient within the send budget before it", async () => {
    await overSeeds(10, async (seed) => {
      const arena = await openArena({
        seed,
        people: 200,
        extra: () => ({ concurrency: 64, sendBudgetMs: 10 * SECOND }),
        wireMs: () => 4 * SECOND + arena.draw(4 * SECOND),
        definition: {
          deadline: "15s",
          steps: [{ channel: "sms", route: ["main"], template: "reminder@1" }],
        },
      });
      await arena.hear("receiver");
      await arena.work("worker");
      await arena.time.advance(MINUTE);
      const deadline = (await arena.person("p0")).deadline.getTime();
      const submitted = (await arena.events()).filter((one) => one.type === "attempt.submitted");
      expect(submitted.length).toBeGreaterThan(64);
      expect(submitted.filter(({ at }) => at.getTime() > deadline - 10 * SECOND)).toEqual([]);
      expect(arena.sent.filter(({ at }) => at > deadline)).toEqual([]);
      expect(await arena.ledger()).toMatchObject({ holds: true, states: { expired: 200 } });
      expect((await arena.ledger()).attempts).toMatchObject([{ state: "accepted", count: submitted.length }]);
      expect(await arena.findings()).toEqual([]);
      await arena.close();
    });
  });

  it("ends enrollments with messages in flight, and keeps their outcomes as evidence", async () => {
    const desk = await openDesk();
    const plan = { ...PLAN, steps: PLAN.steps.slice(0, 1) };
    await desk.start(64, plan);
    desk.now = DEADLINE - 11 * SECOND;
    const claimed = await desk.claim("sms.main");
    expect(claimed).toHaveLength(64);
    desk.now = DEADLINE - 9 * SECOND;
    await desk.start([personRow(99, { key: "another" })], plan, "another");
    expect(await desk.claim("sms.main")).toEqual([]);
    desk.now = DEADLINE + GRACE;
    await desk.processDue();
    expect((await desk.ledger()).states.expired).toBe(64);
    expect(new Set(await desk.settle(claimed))).toEqual(new Set(["recorded"]));
    expect(await desk.ledger()).toMatchObject({ holds: true, attempts: [{ state: "accepted", count: 64 }] });
    await desk.acknowledge(event("p0"));
    expect(await desk.person("p0")).toMatchObject({ state: "acknowledged", late: true });
  });
});

describe("44: clock jumps", () => {
  const silence = async (arena: Arena) =>
    (await arena.events()).filter(
      ({ type, cause }) => cause === "ack-timeout" || cause === "deadline" || type === "attempt.uncertain",
    );

  async function jumpForward(seed: number, beforeBeatMs: number, pollMs: number): Promise<void> {
    const clock = { skewMs: 0 };
    const arena = await openArena({
      seed,
      clock,
      people: 12,
      pollMs,
      wireMs: () => arena.draw(3 * SECOND),
      definition: { deadline: "50m" },
    });
    await arena.hear("receiver");
    await arena.work("worker");
    await arena.time.advance(10 * SECOND - beforeBeatMs);
    clock.skewMs = HOUR;
    await arena.time.advance(4 * MINUTE);
    expect(await silence(arena)).toEqual([]);
    expect(await arena.finish(arena.press("p0"))).toBe("recorded"); // the store still distrusts the jumped clock
    await arena.time.advance(10 * MINUTE);
    expect(await arena.ledger()).toMatchObject({ holds: true, states: { expired: 11, acknowledged: 1 } });
    await arena.close();
  }

  it("an hour forward moves no recipient before five calm minutes, loses no due time, and acknowledgements continue", async () => {
    await overSeeds(10, (seed) => jumpForward(seed, 1, MINUTE));
  });

  it("an hour forward between two heartbeats moves no recipient either", async () => {
    await overSeeds(10, (seed) => jumpForward(seed, 2.5 * SECOND, SECOND));
  });

  it("an hour back moves no recipient, and every due time takes effect in the end", async () => {
    await overSeeds(10, async (seed) => {
      const clock = { skewMs: 0 };
      const arena = await openArena({ seed, clock, people: 12, definition: { deadline: "50m" } });
      await arena.hear("receiver");
      await arena.work("worker");
      await arena.time.advance(2 * MINUTE + arena.draw(MINUTE));
      clock.skewMs = -HOUR;
      await arena.time.advance(50 * MINUTE);
      expect(await silence(arena)).toEqual([]);
      await arena.time.advance(90 * MINUTE);
      expect(await arena.ledger()).toMatchObject({ holds: true, states: { active: 0, pending: 0 } });
      expect(arena.sent.filter(({ provider }) => provider === "email.smtp")).toHaveLength(12);
      expect(await arena.findings()).toEqual([]);
      await arena.close();
    });
  });

  it.each([-MINUTE, MINUTE])(
    "a worker whose own clock is off by %i ms sends and escalates at the store's time",
    async (offMs) => {
      await overSeeds(5, async (seed) => {
        const arena = await openArena({ seed, offMs: ({ name }) => (name === "worker" ? offMs : 0) });
        await arena.hear("receiver");
        await arena.work("worker");
        await arena.time.advance(9 * MINUTE);
        expect(arena.sent).toHaveLength(arena.people.length);
        expect(await silence(arena)).toEqual([]);
        await arena.time.advance(2 * MINUTE);
        expect(await silence(arena)).toHaveLength(arena.people.length);
        await arena.close();
      });
    },
  );
});

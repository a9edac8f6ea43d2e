import { createWorld, SILENT_HABITS, virtualClock } from "@relance/simulator";
import { describe, expect, it } from "vitest";
import { isWhole } from "../support/part.ts";
import { openGate } from "./support/gate.ts";
import { openOutside } from "./support/outside.ts";
import { makeProject, phoneOf } from "./support/project.ts";
import { waitFor } from "./support/wait-for.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function countOf(values: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

describe("kill -9 in the middle of relance run", () => {
  it("while answers are in transit: the next run starts immediately, looks up what was sent, and repeats nothing", async () => {
    const people = 300;
    await using outside = await openOutside({ receipts: 0 });
    await using gate = await openGate(outside.twilio.port);
    await using project = await makeProject(outside, people, {
      twilio: { ...outside.settings.twilio, url: `http://127.0.0.1:${gate.port}` },
    });
    const first = project.run();
    await waitFor("a third", () => outside.twilio.requests() >= people / 3, first);
    gate.hold();
    await waitFor("a full wire", () => gate.held() >= 32, first);
    expect(await first.kill("SIGKILL")).toMatchObject({ signal: "SIGKILL" });
    gate.release();
    const taken = outside.twilio.requests();
    expect(taken).toBeLessThan(people);
    await using second = project.run();
    await waitFor("the next run", () => second.stderr().includes("listening"), second);
    const startedAt = performance.now();
    await waitFor("the next run to send", () => outside.twilio.requests() > taken, second);
    expect(performance.now() - startedAt).toBeLessThan(10_000); // the next run does not wait for the dead worker's lease to end
    await waitFor("everybody's message", () => outside.twilio.requests() >= people, second);
    await waitFor(
      "every attempt to be explained",
      async () => (await project.ledger()).attempts.every(({ state }) => state === "accepted"),
      second,
    );
    await second.kill("SIGTERM");
    const counts = countOf([...outside.twilio.messages()].map(({ to }) => to));
    expect(counts.size).toBe(people);
    expect(Math.max(...counts.values())).toBe(1);
    expect(outside.twilio.requests()).toBe(people);
    expect(outside.gateway.requests()).toBe(0);
    expect(await project.ledger()).toMatchObject({
      holds: true,
      states: { active: people },
      totals: { attempts: people, contradictory: 0 },
    });
  });

  if (isWhole) {
    it("with a carrier without look-ups: receipts resolve their attempts, and the others use the other carrier once", async () => {
      const people = 120;
      const clock = virtualClock(Date.now());
      const world = createWorld({ seed: 1, clock, habits: SILENT_HABITS });
      await using outside = await openOutside({ world, secondReceipts: 0.5 });
      await using gate = await openGate(outside.gateway.port);
      await using project = await makeProject(outside, people, {
        gateway: { ...outside.settings.gateway, url: `http://127.0.0.1:${gate.port}` },
      });
      await project.rewrite((text) => text.replace("[main, second]", "[second, main]"));
      const first = project.run();
      await waitFor("a third", () => outside.gateway.requests() >= people / 3, first);
      gate.hold();
      await waitFor("a full wire", () => gate.held() >= 32, first);
      await first.kill("SIGKILL");
      gate.release();
      await using second = project.run();
      await waitFor("everybody's message", () => outside.gateway.requests() >= people, second);
      const count = async (state: string) =>
        (await project.ledger()).attempts.reduce((sum, one) => sum + (one.state === state ? one.count : 0), 0);
      await waitFor(
        "the doubt",
        async () => (await count("uncertain")) > 0 && (await count("submitting")) === 0,
        second,
      );
      clock.advanceTo(clock.now() + HOUR);
      const reported = [...outside.gateway.messages()].filter(({ status }) => status !== "accepted").length;
      const heard = async () =>
        (await project.ledger()).attempts.reduce((sum, one) => sum + (one.evidence === "none" ? 0 : one.count), 0);
      await waitFor("every receipt to have its effect", async () => (await heard()) === reported, second);
      expect(await count("uncertain")).toBeLessThan(32);
      await second.kill("SIGTERM");
      const uncertain = await count("uncertain");
      expect(uncertain).toBeGreaterThan(0);
      await using third = project.run({ offsetMs: 11 * MINUTE });
      await waitFor("those who are in doubt", () => outside.twilio.requests() >= uncertain, third);
      await waitFor(
        "their answers",
        async () =>
          (await project.ledger()).attempts.every(({ state }) => state === "accepted" || state === "unresolved"),
        third,
      );
      await third.kill("SIGTERM");
      expect(Math.max(...countOf([...outside.gateway.messages()].map(({ to }) => to)).values())).toBe(1);
      expect(outside.gateway.requests()).toBe(people);
      expect(outside.twilio.requests()).toBe(uncertain);
      const after = await project.ledger();
      expect(after).toMatchObject({ holds: true, states: { active: people } });
      expect(after.attempts.find(({ state }) => state === "unresolved")).toMatchObject({ count: uncertain });
    });
  }

  if (isWhole) {
    it("repeatedly at any moment: no recipient is lost, and no recipient gets a second message from an API that had answered", async () => {
      const people = 400;
      await using outside = await openOutside();
      await using gate = await openGate(outside.twilio.port);
      await using project = await makeProject(outside, people, {
        twilio: { ...outside.settings.twilio, url: `http://127.0.0.1:${gate.port}` },
      });
      gate.delay(60);
      for (const share of [0.2, 0.45, 0.7]) {
        await using run = project.run();
        await waitFor("some more", () => outside.twilio.requests() >= share * people, run);
        await run.kill("SIGKILL");
      }
      gate.delay(0);
      await using last = project.run();
      const count = async (state: string) =>
        (await project.ledger()).attempts.reduce((sum, one) => sum + (one.state === state ? one.count : 0), 0);
      await waitFor("everybody to be claimed", async () => (await project.ledger()).states.pending === 0, last);
      await waitFor(
        "all that was taken to be known",
        async () => {
          const taken = [...outside.twilio.messages()].length;
          return (await count("submitting")) === 0 && (await count("uncertain")) === people - taken;
        },
        last,
      );
      await last.kill("SIGTERM");
      // within eleven minutes, relance resolves every uncertain attempt
      await using later = project.run({ offsetMs: 11 * MINUTE });
      await waitFor("every doubt to end", async () => (await count("accepted")) === people, later);
      await later.kill("SIGTERM");
      const main = countOf([...outside.twilio.messages()].map(({ to }) => to));
      const second = countOf([...outside.gateway.messages()].map(({ to }) => to));
      for (let n = 0; n < people; n++) {
        const reached = [main.get(phoneOf(n)) ?? 0, second.get(phoneOf(n)) ?? 0];
        expect([
          [1, 0],
          [0, 1],
        ]).toContainEqual(reached);
      }
      const { attempts, holds, states } = await project.ledger();
      expect({ holds, states }).toMatchObject({ holds: true, states: { active: people } });
      expect(attempts.filter(({ provider, state }) => provider === "sms.main" && state === "accepted")).not.toEqual([]);
    });
  }

  if (isWhole) {
    it("while all recipients are escalated: each gets the next message at most once, and the sum matches", async () => {
      const people = 300;
      await using outside = await openOutside();
      await using project = await makeProject(outside, people);
      await using first = project.run();
      await waitFor("everybody's SMS", () => outside.twilio.requests() >= people, first);
      await first.kill("SIGTERM");
      const day = { offsetMs: 25 * HOUR };
      await using second = project.run(day);
      await waitFor("some mail", () => outside.smtp.requests() >= people / 3, second);
      await second.kill("SIGKILL");
      const taken = outside.smtp.requests();
      expect(taken).toBeLessThan(people);
      await using third = project.run(day);
      await waitFor(
        "all that had not left",
        async () => {
          const { attempts } = await project.ledger();
          const mails = attempts.filter(({ step }) => step === 2);
          return mails.reduce((sum, { count }) => sum + count, 0) === people;
        },
        third,
      );
      await third.kill("SIGTERM");
      const mails = countOf(outside.smtp.mails().flatMap(({ to }) => to));
      expect(Math.max(...mails.values())).toBe(1);
      const { attempts, holds, states } = await project.ledger();
      expect({ holds, states }).toMatchObject({ holds: true, states: { active: people } });
      const doubtful = attempts.find(({ step, state }) => step === 2 && state === "uncertain")?.count ?? 0;
      expect(doubtful).toBeLessThanOrEqual(20);
      expect(mails.size).toBeGreaterThanOrEqual(people - doubtful);
    });
  }
});

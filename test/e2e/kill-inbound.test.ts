import { stat } from "node:fs/promises";
import { browserHands } from "@relance/simulator";
import { describe, expect, it } from "vitest";
import { openOutside } from "./support/outside.ts";
import { makeProject } from "./support/project.ts";
import { linkIn } from "./support/stack.ts";
import { waitFor } from "./support/wait-for.ts";

describe("kill -9 while requests arrive", () => {
  it("a recipient who saw the page for a recorded answer is acknowledged; the others press again", async () => {
    const people = 200;
    await using outside = await openOutside();
    await using hands = browserHands({ connections: 16 });
    await using project = await makeProject(outside, people);
    await using first = project.run();
    await waitFor("everybody's link", () => outside.twilio.requests() >= people, first);
    const links = new Map(
      [...outside.twilio.messages()].map(({ to, body }) => [`p${Number(to.slice(-4))}`, linkIn(body)]),
    );
    const told = new Set<string>();
    const press = async (key: string, link: string) => {
      const { ok } = await hands.press({
        key,
        channel: "sms",
        provider: "twilio",
        links: [link],
        answer: "done",
      });
      if (ok) told.add(key);
    };
    const pressing = Promise.all([...links].map(([key, link]) => press(key, link)));
    await waitFor("some answers", () => told.size >= 40, first);
    await first.kill("SIGKILL");
    await pressing;
    expect(told.size).toBeLessThan(people);
    const recorded = new Set(
      (await project.people()).flatMap(({ key, state }) => (state === "acknowledged" ? [key] : [])),
    );
    expect([...told].filter((key) => !recorded.has(key))).toEqual([]);
    await using second = project.start(["run"]);
    await waitFor("the edge", () => second.stderr().includes("listening"), second);
    for (const [key, link] of links) if (!told.has(key)) await press(key, link);
    const left = await second.kill("SIGTERM");
    expect(left, left.stderr).toMatchObject({ code: 0 });
    expect(told.size, left.stderr).toBe(people);
    expect(await project.ledger()).toMatchObject({ holds: true, late: 0, states: { acknowledged: people } });
  });

  it("every receipt answered with 2xx is stored, and a repeated one is counted once", async () => {
    const people = 200;
    await using outside = await openOutside({ receipts: 0 });
    await using project = await makeProject(outside, people);
    await using first = project.run();
    await waitFor("everybody's SMS", () => outside.twilio.requests() >= people, first);
    await waitFor(
      "every answer",
      async () =>
        (await project.ledger()).attempts.every(({ state, count }) => state === "accepted" && count === people),
      first,
    );
    const sids = [...outside.twilio.messages()].map(({ sid }) => sid);
    let kept = 0;
    const reporting = Promise.all(
      sids.map(async (sid) => {
        if ((await outside.twilio.report(sid, "delivered")) === 200) kept += 1;
      }),
    );
    await waitFor("some receipts", () => kept >= 40, first);
    await first.kill("SIGKILL");
    await reporting;
    const delivered = async () =>
      (await project.ledger()).attempts.find(({ evidence }) => evidence === "delivered")?.count ?? 0;
    expect(await delivered()).toBeGreaterThanOrEqual(kept);
    await using second = project.run();
    await waitFor("the edge", () => second.stderr().includes("listening"), second);
    await Promise.all(sids.map((sid) => outside.twilio.report(sid, "delivered")));
    await second.kill("SIGTERM");
    expect(await delivered()).toBe(people);
    expect(await project.ledger()).toMatchObject({
      holds: true,
      totals: { attempts: people, contradictory: 0 },
    });
  });

  it("in the middle of an import: nothing was sent, and the next start gives the same totals", async () => {
    const people = 25_000; // enough that the test, which polls every 10 ms, can kill the process during the import
    await using outside = await openOutside();
    await using project = await makeProject(outside, people, { delivery: "capture" });
    const start = ["start", "people.campaign.yaml", "--recipients", String(people)];
    const log = async () => (await stat(`${project.settings.db}-wal`).catch(() => undefined))?.size ?? 0;
    for (const bytes of [2_000_000, 5_000_000]) {
      await using run = project.start(start);
      await waitFor("some chunks", async () => (await log()) >= bytes, run);
      await run.kill("SIGKILL");
      const { audience, totals, state, states } = await project.ledger();
      expect({ totals, state }).toMatchObject({ totals: { attempts: 0 }, state: "enrolling" });
      expect(audience.enrolled).toBeLessThan(people);
      expect(states.pending).toBe(audience.enrolled);
    }
    expect(await project.start(start).done).toMatchObject({ code: 0 });
    expect(await project.ledger()).toMatchObject({
      holds: true,
      state: "running",
      audience: { rows: people, enrolled: people, repeated: 0, refused: 0 },
      states: { pending: people },
    });
  });
});

import type { SignalItem } from "@relance/spec";
import { expect } from "vitest";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

/** Hints are stored and shown, never decisive. */
export const signalsContract: Area = area("signals", ({ test }) => {
  function hint(here: Scene, attemptId: string, facts: Partial<SignalItem> = {}) {
    const item: SignalItem = { type: "signal", kind: "link-fetched", attemptId, ...facts };
    return here.store.record([{ provider: "sms.main", item }]);
  }

  test("are shown with the person and in the list, and change nothing else", async (here) => {
    const { attemptId } = await here.sendOne();
    const before = await here.person("p1");
    const events = await here.events();
    expect(await hint(here, attemptId)).toMatchObject([{ status: "stored", fold: "applied" }]);
    await hint(here, attemptId, { kind: "press-doubted", detail: "decoy" });
    const { signals, lastAttempt, ...rest } = await here.person("p1");
    expect(signals).toMatchObject([
      { type: "signal.link-fetched", attemptId, provider: "sms.main", at: new Date(here.now) },
      { type: "signal.press-doubted", attemptId, detail: "decoy" },
    ]);
    expect(lastAttempt).toEqual({ ...before.lastAttempt, signal: "press-doubted" });
    const { signals: none, lastAttempt: _, ...same } = before;
    expect([none, rest]).toEqual([[], same]);
    expect(await here.events()).toEqual(events);
    const { rows } = await here.store.list({ campaign: here.campaign.campaign, limit: 10 });
    expect(rows[0]?.lastAttempt?.signal).toBe("press-doubted");
  });

  test("that repeat are kept once; another instant or detail is another one", async (here) => {
    const { attemptId } = await here.sendOne();
    const occurredAt = here.now;
    for (const facts of [{}, {}, { occurredAt }, { occurredAt }, { detail: "decoy" }])
      await hint(here, attemptId, facts);
    expect((await here.person("p1")).signals).toHaveLength(3);
  });

  test("about every message of the person are shown, oldest first", async (here) => {
    const first = await here.sendOne();
    await here.receipt(first, "undelivered");
    await here.decide();
    const second = await here.sendOne("sms.second");
    await hint(here, second.attemptId);
    await hint(here, first.attemptId, { kind: "shown" });
    const { signals, lastAttempt } = await here.person("p1");
    expect(signals.map(({ type, attemptId }) => [type, attemptId])).toEqual([
      ["signal.link-fetched", second.attemptId],
      ["signal.shown", first.attemptId],
    ]);
    expect(lastAttempt?.signal).toBe("link-fetched");
  });

  test("of nobody's message are kept and shown nowhere", async (here) => {
    await here.sendOne();
    expect(await hint(here, "zzzz")).toMatchObject([{ status: "stored" }]);
    expect((await here.person("p1")).signals).toEqual([]);
  });
});

import type { ControlAnswer, GateChange, QueueRow } from "@relance/spec";
import { expect, it } from "vitest";
import { HOUR } from "./scene/plan.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

const WATCH = { source: "plugin:watch", actor: "plugin:watch", reason: "it loses messages" } as const;

export const queueVersionsContract: Area = area("queue versions", ({ test, scene }) => {
  function steer(here: Scene, ...changes: Partial<GateChange>[]): Promise<ControlAnswer> {
    const named = { actor: "ada", reason: "a bill", reviewAt: here.now + 99 * HOUR };
    const { campaign } = here.campaign;
    return here.store.control(changes.map((change) => ({ campaign, ...named, ...change })));
  }

  async function queues(here: Scene): Promise<readonly QueueRow[]> {
    return (await here.store.queues(here.campaign.campaign)).queues;
  }

  async function version(here: Scene): Promise<number> {
    return Math.max(...(await queues(here)).map((queue) => queue.version));
  }

  test("increase with every command for each changed queue, and the command returns the new versions", async (here) => {
    const started = await version(here);
    const { version: paused } = await steer(here, { provider: "sms.main", gate: "held" });
    expect(paused).toBeGreaterThan(started);
    const { version: slowed } = await steer(here, { ...WATCH, provider: "email.smtp", perSecond: 5 });
    expect(slowed).toBeGreaterThan(paused);
    const [main, , mail] = await queues(here);
    expect(main).toMatchObject({ planned: "sms.main", version: paused });
    expect(main?.order).toMatchObject({ provider: "sms.main", gate: "held", actor: "ada", reason: "a bill" });
    expect(main?.order?.at).toEqual(new Date(here.now));
    expect(mail).toMatchObject({ planned: "email.smtp", version: slowed, order: { ...WATCH, perSecond: 5 } });
  });

  test("do not increase with the campaign's waves, because waves overwrite no command", async (here) => {
    const before = await version(here);
    await steer(here, { source: "pace", releasedThrough: 2 ** 29 });
    expect(await version(here)).toBe(before);
  });

  const pauses = { ...WATCH, provider: "sms.main", gate: "held" } as const;
  const resumes = { provider: "sms.main", gate: "open", via: null } as const;

  it("let only the first of two commands with the same version take effect, and refuse the second command as stale", async () => {
    for (const [first, second] of [
      [pauses, resumes],
      [resumes, pauses],
    ] as const) {
      const here = await scene();
      await steer(here, { provider: "sms.main", gate: "held" });
      const seen = await version(here);
      expect((await steer(here, { ...first, version: seen })).stale).toEqual([]);
      const before = await queues(here);
      const late = await steer(here, { ...second, version: seen });
      expect(late).toMatchObject({ queues: 0, stale: [{ step: 1, planned: "sms.main", version: seen + 1 }] });
      const { gate } = first;
      expect(late.stale[0]?.order).toMatchObject({ gate, actor: first === pauses ? "plugin:watch" : "ada" });
      expect(await queues(here)).toEqual(before);
      expect((await steer(here, { ...second, version: await version(here) })).stale).toEqual([]);
    }
  });

  test("do not refuse a command if only other queues have changed", async (here) => {
    const seen = await version(here);
    await steer(here, { provider: "email.smtp", gate: "held" });
    expect((await steer(here, { ...pauses, version: seen })).stale).toEqual([]);
  });

  test("refuse a reroute whose target was paused after the version in the command", async (here) => {
    const seen = await version(here);
    await steer(here, { provider: "sms.second", gate: "held" });
    const { stale } = await steer(here, { ...pauses, via: "sms.second", version: seen });
    expect(stale).toMatchObject([{ planned: "sms.second", order: { gate: "held" } }]);
  });

  test("refuse all changes of a command, or none", async (here) => {
    const seen = await version(here);
    await steer(here, { provider: "email.smtp", gate: "held" });
    const both = [{ ...pauses }, { ...pauses, provider: "email.smtp" }];
    const { stale } = await steer(here, ...both.map((change) => ({ ...change, version: seen })));
    expect(stale).toHaveLength(1);
    expect(await here.claim("sms.main")).toHaveLength(1);
  });

  test("refuse a command with a version that never existed", async (here) => {
    const { stale } = await steer(here, { gate: "held", version: 9_999 });
    expect(stale).not.toEqual([]);
    expect((await here.ledger()).state).toBe("running");
  });

  test("are in the command's event together with the changes", async (here) => {
    await steer(here, { step: 1, provider: "sms.main", gate: "held", via: "sms.second" });
    await steer(here, { gate: "held" });
    await steer(here, { gate: "open", perSecond: 5 });
    const told = (await here.events()).filter(({ steering }) => steering !== undefined).slice(-3);
    expect(told.map(({ type, by, steering }) => ({ type, by, ...steering }))).toEqual([
      {
        ...{ type: "campaign.steered", by: "ada: a bill", source: "operator" },
        ...{ step: 1, provider: "sms.main", gate: "held", via: "sms.second" },
      },
      { type: "campaign.held", by: "ada: a bill", source: "operator", gate: "held" },
      { type: "campaign.started", by: "ada: a bill", source: "operator", gate: "open", perSecond: 5 },
    ]);
  });
});

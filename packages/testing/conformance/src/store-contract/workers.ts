import { expect, it } from "vitest";
import { findings } from "./scene/account.ts";
import { MINUTE, ONE_CARRIER, SECOND } from "./scene/plan.ts";
import { PROVIDERS, type Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

export const workersContract: Area = area("workers", ({ test }) => {
  function beat(here: Scene, incarnation: string, providers: readonly string[], leaving = false) {
    const facts = { role: "worker", version: "7", config: "c0ffee" } as const;
    return here.store.heartbeat({ incarnation, providers, leaving, ...facts });
  }

  /** Stops the scene's worker. The scene's receiver continues to listen. */
  async function alone(here: Scene, providers: readonly string[]): Promise<void> {
    await beat(here, here.worker, [], true);
    here.worker = here.unique("worker");
    await beat(here, here.worker, providers);
  }

  test("are listed with version, configuration and providers", async (here) => {
    await beat(here, "second", ["email.smtp"]);
    const { processes } = await here.store.workers();
    expect(processes).toMatchObject([
      { role: "receiver", version: "1", providers: PROVIDERS, config: "" },
      { incarnation: here.worker, role: "worker", version: "1", providers: PROVIDERS, config: "" },
      { incarnation: "second", version: "7", providers: ["email.smtp"], config: "c0ffee" },
    ]);
  });

  test("report their refused requests with each heartbeat", async (here) => {
    const ear = { incarnation: "ear", role: "receiver", version: "1", providers: ["sms.main"] } as const;
    const refusedBy = async (incarnation: string) =>
      (await here.store.workers()).processes.find((one) => one.incarnation === incarnation)?.refused;
    await here.store.heartbeat({ ...ear, refused: { "webhook/bad-signature": 2 } });
    expect(await refusedBy("ear")).toEqual({ "webhook/bad-signature": 2 });
    await here.store.heartbeat({ ...ear, refused: { "webhook/bad-signature": 3, "webhook/stale": 1 } });
    expect(await refusedBy("ear")).toEqual({ "webhook/bad-signature": 3, "webhook/stale": 1 });
    expect(await refusedBy(here.worker)).toEqual({});
  });

  test("report their current providers with each heartbeat", async (here) => {
    await beat(here, "second", ["email.smtp"]);
    await beat(here, "second", ["email.smtp", "sms.main"]);
    const { processes } = await here.store.workers();
    expect(processes.at(-1)?.providers).toEqual(["email.smtp", "sms.main"]);
  });

  test("are no longer listed after they have stopped, or after their lease has ended", async (here) => {
    await beat(here, "second", ["email.smtp"]);
    await beat(here, "second", [], true);
    expect((await here.store.workers()).processes).toHaveLength(2);
    await beat(here, "third", ["email.smtp"]);
    await here.listen(MINUTE);
    const names = (await here.store.workers()).processes.map(({ incarnation }) => incarnation);
    expect(names).not.toContain("third");
    expect(names).toContain(here.worker);
  });

  test("cover a queue as long as one worker has the queue's provider", async (here) => {
    expect((await here.store.workers()).uncarried).toEqual([]);
  });

  test("do not cover a queue if no worker has the queue's provider, and the audit reports the queue", async (here) => {
    const { campaign } = here.campaign;
    await alone(here, ["email.smtp"]);
    const { uncarried } = await here.store.workers();
    expect(uncarried).toMatchObject([{ campaign, step: 1, provider: "sms.main" }]);
    for (let beats = 0; beats < 8; beats++) {
      here.clock.advance(10 * SECOND);
      await beat(here, here.worker, ["email.smtp"]);
    }
    expect(await findings(here)).toEqual([expect.stringContaining("sms.main")]);
    await here.beat();
    await here.send();
    expect((await here.store.workers()).uncarried).toEqual([]);
  });

  test("are not required for held queues", async (here) => {
    await here.steer({ gate: "held" });
    await alone(here, ["email.smtp"]);
    expect((await here.store.workers()).uncarried).toEqual([]);
    await here.beat();
  });
});

/** If the answer to a claim is lost, the worker finds its attempts in this list. */
export const owedContract: Area = area("the list of pending attempts", ({ test, scene }) => {
  it("contains only the worker's attempts whose outcome is not written yet", async () => {
    const here = await scene({ people: 3 });
    const [first, second] = await here.claim("sms.main", 2);
    if (first === undefined || second === undefined) throw new Error("two were due");
    const own = here.worker;
    await here.skip(SECOND);
    const third = await here.claimOne();
    expect(await here.store.pendingAttempts(own)).toEqual([first.attemptId, second.attemptId].sort());
    expect(await here.store.pendingAttempts(here.worker)).toEqual([third.attemptId]);
    await here.settle(first, "accepted", { ref: "r1" });
    await here.settle(third, "uncertain");
    expect(await here.store.pendingAttempts(own)).toEqual([second.attemptId]);
    expect(await here.store.pendingAttempts(here.worker)).toEqual([]);
    expect(await here.store.pendingAttempts("nobody")).toEqual([]);
  });

  test("contains an attempt whose recipient continued in the meantime, because the attempt's outcome is still unknown", async (here) => {
    const one = await here.claimOne();
    await here.acknowledge("p1");
    expect(await here.store.pendingAttempts(here.worker)).toEqual([one.attemptId]);
    expect(await here.settle(one, "not-sent")).toBe("recorded");
    expect(await here.store.pendingAttempts(here.worker)).toEqual([]);
  });

  test("is empty after another worker has marked a stopped worker's attempts as uncertain", {
    plan: ONE_CARRIER,
  }, async (here) => {
    const one = await here.claimOne();
    const own = here.worker;
    await here.crash();
    await here.store.recover();
    expect(await here.store.pendingAttempts(own)).toEqual([]);
    expect(await here.settle(one, "not-sent")).toBe("applied");
    await here.listen(MINUTE);
    expect(await here.claim()).toMatchObject([{ key: "p1", provider: "sms.main" }]);
  });

  it("lets a worker report attempts that it never received as not sent, so that their recipients are due again", async () => {
    const here = await scene({ plan: ONE_CARRIER });
    for (let lost = 0; lost < 5; lost++) {
      await here.claimOne();
      const owed = await here.store.pendingAttempts(here.worker);
      expect(owed).toHaveLength(1);
      const outcomes = owed.map((attemptId) => ({ attemptId, kind: "not-sent" as const }));
      expect(await here.store.settle(here.worker, outcomes)).toEqual(["applied"]);
      await here.listen(10 * SECOND);
    }
    expect(await here.sendOne()).toMatchObject({ key: "p1", provider: "sms.main" });
    expect((await here.ledger()).attempts).toMatchObject([
      { state: "accepted", count: 1 },
      { state: "not-sent", count: 5 },
    ]);
  });
});

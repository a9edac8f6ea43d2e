import type { CommittedAttempt, HeartbeatAnswer } from "@relance/spec";
import { expect, it } from "vitest";
import { PROVIDERS, type Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

/** A promoted replica or a restored backup under living workers: what they saw committed is not there any more. */
export const rewoundContract: Area = area("a store that lost what it had confirmed", ({ test, scene }) => {
  const prove = (here: Scene, proof: CommittedAttempt): Promise<HeartbeatAnswer> =>
    here.store.heartbeat({
      incarnation: here.worker,
      role: "worker",
      version: "1",
      providers: PROVIDERS,
      lastCommitted: proof,
    });

  test("is trusted while it has the last attempt that a worker saw", { people: 2 }, async (here) => {
    const { attemptId, enrollment } = await here.sendOne();
    expect((await prove(here, { attemptId, enrollment })).rewound ?? false).toBe(false);
    expect((await here.ledger()).state).toBe("running");
    expect(await here.claim()).toHaveLength(1);
  });

  it.each([
    { what: "does not have the attempt", proof: { attemptId: "zzzzzz", enrollment: 1 } },
    { what: "gave the attempt's number to somebody else", proof: { attemptId: "", enrollment: 987_654 } },
    { what: "never had such a number", proof: { attemptId: "no number", enrollment: 1 } },
  ])("sends nothing more when it $what, until a person has checked", async ({ proof }) => {
    const here = await scene({ people: 2 });
    const { attemptId } = await here.sendOne();
    const answer = await prove(here, { ...proof, attemptId: proof.attemptId || attemptId });
    expect(answer.rewound).toBe(true);
    expect((await here.ledger()).state).toBe("held");
    expect(await here.claim()).toEqual([]);
    await here.steer({ gate: "open" });
    expect(await here.claim()).toHaveLength(1);
  });

  it("gives no one to a worker whose last attempt it does not have, before that beats as well", async () => {
    const here = await scene({ people: 3 });
    const { attemptId, enrollment } = await here.sendOne();
    const claim = (lastCommitted: CommittedAttempt) => here.ask("sms.main", 1, { lastCommitted });
    expect((await claim({ attemptId: "zzzzzz", enrollment })).claimed).toEqual([]);
    expect((await claim({ attemptId, enrollment: 987_654 })).claimed).toEqual([]);
    expect((await claim({ attemptId, enrollment })).claimed).toHaveLength(1);
  });

  test("holds only what is running, and still takes answers", { until: "sealed" }, async (here) => {
    await prove(here, { attemptId: "zzzzzz", enrollment: 1 });
    expect((await here.ledger()).state).toBe("sealed");
    expect((await here.acknowledge("p1")).status).toBe("recorded");
  });
});

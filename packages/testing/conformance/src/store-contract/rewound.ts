import type { CommittedAttempt, HeartbeatAnswer } from "@relance/spec";
import { expect, it } from "vitest";
import { PROVIDERS, type Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

/** A promoted replica or a restored backup can lack rows that workers saw as committed. */
export const rewoundContract: Area = area("a store that lost committed rows", ({ test, scene }) => {
  const prove = (here: Scene, proof: CommittedAttempt): Promise<HeartbeatAnswer> =>
    here.store.heartbeat({
      incarnation: here.worker,
      role: "worker",
      version: "1",
      providers: PROVIDERS,
      lastCommitted: proof,
    });

  test("is trusted while it contains the last attempt that a worker saw", { people: 2 }, async (here) => {
    const { attemptId, enrollment } = await here.sendOne();
    expect((await prove(here, { attemptId, enrollment })).rewound ?? false).toBe(false);
    expect((await here.ledger()).state).toBe("running");
    expect(await here.claim()).toHaveLength(1);
  });

  it.each([
    { what: "lacks the last attempt that a worker saw", proof: { attemptId: "zzzzzz", enrollment: 1 } },
    {
      what: "has assigned the number of an attempt to another recipient",
      proof: { attemptId: "", enrollment: 987_654 },
    },
    { what: "never had such a number", proof: { attemptId: "no number", enrollment: 1 } },
  ])("sends nothing more if it $what, until an operator has checked the store", async ({ proof }) => {
    const here = await scene({ people: 2 });
    const { attemptId } = await here.sendOne();
    const answer = await prove(here, { ...proof, attemptId: proof.attemptId || attemptId });
    expect(answer.rewound).toBe(true);
    expect((await here.ledger()).state).toBe("held");
    expect(await here.claim()).toEqual([]);
    await here.steer({ gate: "open" });
    expect(await here.claim()).toHaveLength(1);
  });

  it("returns no message to a worker whose last attempt is missing, even before the next heartbeat", async () => {
    const here = await scene({ people: 3 });
    const { attemptId, enrollment } = await here.sendOne();
    const claim = (lastCommitted: CommittedAttempt) => here.ask("sms.main", 1, { lastCommitted });
    expect((await claim({ attemptId: "zzzzzz", enrollment })).claimed).toEqual([]);
    expect((await claim({ attemptId, enrollment: 987_654 })).claimed).toEqual([]);
    expect((await claim({ attemptId, enrollment })).claimed).toHaveLength(1);
  });

  test("stops only running campaigns, and still accepts answers", { until: "enrolled" }, async (here) => {
    await prove(here, { attemptId: "zzzzzz", enrollment: 1 });
    expect((await here.ledger()).state).toBe("enrolling");
    expect((await here.acknowledge("p1")).status).toBe("recorded");
  });
});

import type { Recalled } from "@relance/spec";
import { expect, it } from "vitest";
import { MINUTE, SECOND } from "./scene/plan.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

const BY = { actor: "ops", reason: "test", recall: ["sms.main"] } as const;

export const recallContract: Area = area("the recall of messages", ({ test, scene }) => {
  async function asked(here: Scene, provider = "sms.main", recall: readonly Recalled[] = []) {
    return here.store.resolve({ worker: here.worker, provider, limit: 10, recall });
  }

  async function kinds(here: Scene) {
    return (await here.events()).flatMap(({ type, cause = "none" }) => (type === "attempt.recalled" ? cause : []));
  }

  it("returns accepted messages of cancelled recipients, and neither messages with a final receipt nor unsent messages", async () => {
    const here = await scene({ people: 4 });
    const [first, second, third] = await here.send("sms.main", 3);
    await here.receipt({ attemptId: second?.attemptId ?? "" }, "delivered");
    await here.receipt({ attemptId: third?.attemptId ?? "" }, "in-transit");
    const { campaign } = here.campaign;
    await here.store.transition({ campaign, transition: "cancel", ...BY });
    const refs = (await asked(here)).map(({ ref }) => ref);
    expect(refs.toSorted()).toEqual([first?.ref, third?.ref].toSorted());
    expect(await asked(here)).toEqual([]);
    expect(await here.ledger()).toMatchObject({ holds: true, states: { cancelled: 4 } });
  });

  test("returns no message if the provider cannot cancel messages, or if another command ended the enrollment", {
    people: 2,
  }, async (here) => {
    await here.send();
    const { campaign } = here.campaign;
    await here.store.transition({ campaign, transition: "escalate", keys: ["p1"], ...BY });
    await here.store.transition({ campaign, transition: "cancel", ...BY, recall: ["sms.second"] });
    expect(await asked(here)).toEqual([]);
    expect(await asked(here, "sms.second")).toEqual([]);
  });

  test("returns a message to any worker again for a limited time if the provider gave no answer", {
    people: 1,
  }, async (here) => {
    await here.sendOne();
    await here.store.transition({ campaign: here.campaign.campaign, transition: "withdraw", keys: ["p1"], ...BY });
    expect(await asked(here)).toHaveLength(1);
    await here.crash();
    let again = 0;
    for (let n = 0; n < 15; n++) {
      again += (await asked(here)).length;
      await here.listen(31 * SECOND);
    }
    expect(again).toBe(9);
  });

  test("records each answer once, changes no sum, and leaves the message's result to receipts", {
    people: 2,
  }, async (here) => {
    const [one, other] = await here.send();
    await here.store.transition({ campaign: here.campaign.campaign, transition: "cancel", ...BY });
    const rows = await asked(here);
    const answers = rows.map(({ attemptId }) => ({
      attemptId,
      answer: attemptId === one?.attemptId ? ("cancelled" as const) : ("too-late" as const),
    }));
    await here.receipt(one ?? {}, "undelivered", { errorCode: "recalled" });
    expect(await asked(here, "sms.main", answers)).toEqual([]);
    expect(await asked(here, "sms.main", answers)).toEqual([]);
    expect((await kinds(here)).toSorted()).toEqual(["none", "refused"]);
    await here.receipt(other ?? {}, "delivered");
    await here.listen(MINUTE);
    const ledger = await here.ledger();
    expect(ledger).toMatchObject({ holds: true, states: { cancelled: 2 } });
    expect(ledger.recalledBy).toEqual({ "sms.main": 1 });
    const evidence = ledger.attempts.map((row) => [row.state, row.evidence, row.count]);
    expect(evidence.toSorted()).toEqual([
      ["accepted", "delivered", 1],
      ["accepted", "undelivered-temporary", 1],
    ]);
    expect(await asked(here)).toEqual([]);
  });

  test("no longer returns messages whose receipt arrived in the meantime", { people: 1 }, async (here) => {
    const sent = await here.sendOne();
    await here.store.transition({ campaign: here.campaign.campaign, transition: "cancel", ...BY });
    await here.receipt(sent, "delivered");
    expect(await asked(here)).toEqual([]);
  });
});

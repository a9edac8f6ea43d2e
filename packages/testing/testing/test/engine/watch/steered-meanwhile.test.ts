import type { GateChange, Store } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { MINUTE, SECOND } from "../../support/laboratory.ts";
import { twoCarriers } from "../../support/two-carriers.ts";

/** Wraps a store so that an operator's command comes between the watch's check and its own command, `times` times. */
function overtaking(times: number, order: (store: Store, change: GateChange) => Promise<unknown>) {
  const stale: boolean[] = [];
  const storeOf = (store: Store): Store => ({
    ...store,
    async control(changes) {
      const [first] = changes;
      const held = first !== undefined && "source" in first && first.gate === "held" ? first : undefined;
      const isWatch = held?.source === "plugin:watch";
      if (isWatch && stale.length < times) await order(store, held);
      const answer = await store.control(changes);
      if (isWatch) stale.push(answer.stale.length > 0);
      return answer;
    },
  });
  return { storeOf, stale };
}

const lossy = { loses: (_: string, nth: number) => nth % 4 === 0, deadline: "72h" } as const;

describe("an operator's command while the watch decides", () => {
  it("is respected: the watch reroutes no recipient through a provider that was just paused, and checks again", async () => {
    const { storeOf, stale } = overtaking(1, (store, { campaign }) =>
      store.control([
        { campaign, provider: "sms.second", gate: "held", actor: "ada", reason: "a bill", reviewAt: 1e15 },
      ]),
    );
    const { lab, second, incidents } = await twoCarriers({ ...lossy, storeOf });
    await lab.time.advance(90 * SECOND);
    expect(stale.slice(0, 2)).toEqual([true, false]);
    const [main, other] = (await lab.store.queues(1)).queues;
    expect(main).toMatchObject({ planned: "sms.main", provider: "sms.main", rerouted: undefined });
    expect(main?.holds).toMatchObject([{ source: "plugin:watch" }]);
    expect(other?.holds).toMatchObject([{ source: "operator", actor: "ada" }]);
    const notes = (await incidents()).flatMap((incident) => incident.notes.map(({ did }) => did));
    expect(notes).toContain("paused");
    expect(notes).not.toContain("rerouted");
    expect(second.sent).toEqual([]);
  });

  it("only delays the watch, however often it repeats: the next check decides again", async () => {
    let bill = 0;
    const { storeOf, stale } = overtaking(5, (store, { campaign }) =>
      store.control([
        {
          campaign,
          provider: "sms.main",
          perSecond: 90 + (++bill % 2),
          actor: "ada",
          reason: `bill ${bill}`,
        },
      ]),
    );
    const { lab, second } = await twoCarriers({ ...lossy, storeOf });
    await lab.time.advance(2 * MINUTE);
    expect(stale.slice(0, 6)).toEqual([true, true, true, true, true, false]);
    expect((await lab.store.queues(1)).queues[0]).toMatchObject({
      provider: "sms.second",
      rerouted: { actor: "plugin:watch" },
    });
    expect(second.sent.length).toBeGreaterThan(0);
  });
});

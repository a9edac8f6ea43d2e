import { defineCampaign } from "@relance/campaign";
import { type Message, StoreError } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { farEnd } from "../../support/far-end.ts";
import { hello, MINUTE, openLaboratory, people, SECOND } from "../../support/laboratory.ts";

const forever = { signal: new AbortController().signal };

describe("a message that cannot be written", () => {
  it("was certainly not sent, and is written again when the store can be read", async () => {
    let failures = 3;
    const sent: Message[] = [];
    const lab = await openLaboratory({
      sms: (world) => ({ main: farEnd(world, { refuse: (message) => void sent.push(message) }).provider }),
      storeOf: (store) => ({
        ...store,
        versions: async (ids) => {
          if (failures-- > 0) throw new StoreError("store/busy", "busy", { retryable: true });
          return store.versions(ids);
        },
      }),
    });
    const { gateway } = await lab.open("worker");
    await lab.finish(gateway.campaigns.start(hello(), { recipients: people(2) }));
    void gateway.run(forever);
    await lab.time.advance(20 * SECOND);
    expect(sent).toHaveLength(2);
    const states = (await lab.ledger()).attempts.map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(["not-sent", "accepted"]));
  });

  it("waits when this process has no such template in code, counts no try, and says so", async () => {
    const lab = await openLaboratory({ sms: (world) => ({ main: farEnd(world).provider }) });
    const { gateway } = await lab.open("worker");
    const templates = { "gone@2": { sms: () => ({ text: "hello" }) } };
    const campaign = defineCampaign(
      {
        version: 1,
        name: "hello",
        deadline: "+72h",
        audience: { contacts: { sms: "mobile" } },
        steps: [{ channel: "sms", route: ["main"], template: "gone@2" }],
      },
      { templates },
    );
    await lab.finish(gateway.campaigns.start(campaign, { recipients: people(40) }));
    void gateway.run(forever);
    await lab.time.advance(20 * SECOND);
    const { states, attempts } = await lab.ledger();
    expect(new Set(attempts.map(({ state }) => state))).toEqual(new Set(["deferred"]));
    expect(attempts.reduce((sum, { count }) => sum + count, 0)).toBeLessThan(100);
    expect(states.pending + states.active).toBe(40);
    expect(lab.log).toContainEqual(expect.objectContaining({ level: "error", event: "version.unusable" }));
    const incidents = async () => (await lab.store.incidents({ limit: 100 })).rows;
    expect(await incidents()).toMatchObject([{ kind: "unwritten", provider: "sms.main", endedAt: undefined }]);
    await lab.time.advance(5 * MINUTE); // it stays one, with one note
    expect(await incidents()).toMatchObject([{ kind: "unwritten", notes: [{ did: "paused" }] }]);
  });

  it("ends in a refusal for the one person whose row the template cannot take", async () => {
    const templates = {
      "hello@1": {
        sms: ({ key }: { key: string }) => {
          if (key === "p1") throw new TypeError("a mistake in the template");
          return { text: "hello" };
        },
      },
    };
    const lab = await openLaboratory({
      sms: (world) => ({ main: farEnd(world).provider }),
      config: { templates },
    });
    const { gateway } = await lab.open("worker");
    await lab.finish(gateway.campaigns.start(hello(), { recipients: people(3) }));
    void gateway.run(forever);
    await lab.time.advance(20 * SECOND);
    const { attempts, unreachedBy } = await lab.ledger();
    expect(Object.fromEntries(attempts.map(({ state, count }) => [state, count]))).toEqual({
      accepted: 2,
      rejected: 1,
    });
    expect(unreachedBy).toEqual({ refused: 1 });
  });
});

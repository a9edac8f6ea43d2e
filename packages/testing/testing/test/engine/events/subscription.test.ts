import { type RelanceEvent, type Store, StoreError } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { fakeVendor } from "../../support/fake-vendor.ts";
import { hello, type Laboratory, openLaboratory, people, SECOND } from "../../support/laboratory.ts";

const laboratory = async (storeOf?: (store: Store) => Store): Promise<Laboratory> =>
  openLaboratory({ sms: (world) => ({ main: fakeVendor(world).provider }), storeOf });

async function campaign(lab: Laboratory, count = 30): Promise<Awaited<ReturnType<Laboratory["open"]>>> {
  const opened = await lab.open("worker");
  await lab.finish(opened.gateway.campaigns.start(hello(), { rows: people(count) }));
  void opened.gateway.run({ signal: new AbortController().signal });
  await lab.time.advance(2 * SECOND);
  return opened;
}

const idsOf = (events: readonly RelanceEvent[]) => events.map(({ id }) => id);

describe("a subscription", () => {
  it("gets every event once, in order, without failures", async () => {
    const lab = await laboratory();
    const { gateway } = await campaign(lab, 700);
    const seen: RelanceEvent[] = [];
    gateway.subscribe("crm", (events) => void seen.push(...events));
    await lab.time.advance(10 * SECOND);
    expect(idsOf(seen)).toEqual(idsOf(await lab.events()));
    expect(seen.length).toBeGreaterThan(1_400);
  });

  it("gets the same page again, with the same ids, when its handler throws", async () => {
    const lab = await laboratory();
    const { gateway } = await campaign(lab);
    const pages: string[][] = [];
    gateway.subscribe("crm", (events) => {
      pages.push(idsOf(events));
      if (pages.length < 3) throw Object.assign(new TypeError("ana@example.org is not there"), { code: "EPIPE" });
    });
    await lab.time.advance(10 * SECOND);
    expect(pages).toHaveLength(3);
    expect(pages[2]).toEqual(pages[0]);
    const at = expect.stringMatching(/^subscription\.test\.ts:\d+:\d+$/);
    const facts = { name: "crm", error: "TypeError", code: "EPIPE", at };
    expect(lab.log).toContainEqual({ level: "warn", event: "subscription.failed", facts });
    expect(JSON.stringify(lab.log)).not.toContain("ana@");
  });

  it("is refused if the gateway already has one with this name, until that one is stopped", async () => {
    const lab = await laboratory();
    const { gateway } = await lab.open("one");
    const first = gateway.subscribe("crm", () => {});
    expect(() => gateway.subscribe("crm", () => {})).toThrow(
      expect.objectContaining({
        code: "config/invalid",
        message: "this gateway already has a subscription crm: stop it first, or choose another name",
      }),
    );
    await lab.finish(first.stop());
    gateway.subscribe("crm", () => {});
    await lab.finish(first.stop());
    expect(() => gateway.subscribe("crm", () => {})).toThrow("already");
  });

  it("resumes where it stopped, also in another process", async () => {
    const lab = await laboratory();
    const { gateway } = await campaign(lab);
    const first: RelanceEvent[] = [];
    const subscription = gateway.subscribe("crm", (events) => void first.push(...events));
    await lab.time.advance(2 * SECOND);
    await lab.finish(subscription.stop());
    const { gateway: other } = await lab.open("other");
    const second: RelanceEvent[] = [];
    other.subscribe("crm", (events) => void second.push(...events));
    await lab.finish(other.campaigns.start(hello({ name: "hello-again" }), { rows: people(5) }));
    await lab.time.advance(2 * SECOND);
    expect([...idsOf(first), ...idsOf(second)]).toEqual(idsOf(await lab.events()));
    expect(second.length).toBeGreaterThan(0);
  });

  it("starts at the beginning if it was stopped before its first event", async () => {
    const lab = await laboratory();
    const { gateway } = await lab.open("client");
    const early = gateway.subscribe("crm", () => {});
    await lab.time.advance(2 * SECOND);
    await lab.finish(early.stop());
    await campaign(lab, 3);
    const seen: RelanceEvent[] = [];
    gateway.subscribe("crm", (events) => void seen.push(...events));
    await lab.time.advance(2 * SECOND);
    expect(idsOf(seen)).toEqual(idsOf(await lab.events()));
  });

  it("is active in one process, and moves to another after the lease of a dead one", async () => {
    const lab = await laboratory();
    const { gateway, process } = await campaign(lab);
    const seen = { first: 0, second: 0 };
    gateway.subscribe("crm", (events) => {
      seen.first += events.length;
    });
    await lab.time.advance(2 * SECOND);
    const { gateway: other } = await lab.open("other");
    other.subscribe("crm", (events) => {
      seen.second += events.length;
    });
    await lab.time.advance(5 * SECOND);
    const before = { ...seen };
    process.crash();
    await lab.finish(other.campaigns.start(hello({ name: "hello-again" }), { rows: people(5) }));
    await lab.time.advance(10 * SECOND);
    const meanwhile = seen.second;
    await lab.time.advance(25 * SECOND);
    expect(before.second).toBe(0);
    expect(meanwhile).toBe(0);
    expect(seen.second).toBeGreaterThanOrEqual(5);
  });

  it("keeps its position while its handler runs longer than the lease", async () => {
    const lab = await laboratory();
    const { gateway } = await campaign(lab, 3);
    const seen: RelanceEvent[] = [];
    gateway.subscribe("crm", async (events) => {
      seen.push(...events);
      await lab.world.runtime.sleep(100 * SECOND);
    });
    await lab.time.settle(); // this process gets the position before the other process asks
    const { gateway: other } = await lab.open("other");
    let others = 0;
    other.subscribe("crm", () => void others++);
    await lab.time.advance(300 * SECOND);
    expect(others).toBe(0);
    // each event appears once, and the second page includes the events that were sealed later
    expect(idsOf(seen)).toEqual(idsOf(await lab.events()));
  });

  it("ends with the current page when it is stopped", async () => {
    const lab = await laboratory();
    const { gateway } = await campaign(lab, 3);
    let isDone = false;
    const subscription = gateway.subscribe("crm", async () => {
      await lab.world.runtime.sleep(5 * SECOND);
      isDone = true;
    });
    await lab.time.advance(SECOND);
    await lab.finish(subscription.stop());
    expect(isDone).toBe(true);
    const again = gateway.subscribe("crm", () => {
      throw new Error("nothing is left to come");
    });
    await lab.time.advance(5 * SECOND);
    await lab.finish(again.stop());
    expect(lab.log).toEqual([]);
  });

  it("survives a busy store", async () => {
    let refusals = 0;
    const lab = await laboratory((store) => {
      const guard = async () => {
        if (refusals-- > 0) throw new StoreError("store/busy", "busy", { retryable: true });
      };
      return {
        ...store,
        lease: async (input) => guard().then(() => store.lease(input)),
        events: async (input) => guard().then(() => store.events(input)),
      };
    });
    const { gateway } = await campaign(lab, 3);
    refusals = 6;
    const seen: RelanceEvent[] = [];
    gateway.subscribe("crm", (events) => void seen.push(...events));
    await lab.time.advance(20 * SECOND);
    expect(idsOf(seen)).toEqual(idsOf(await lab.events()));
  });

  it("ends with an error if the store does not know its cursor: it is logged, and stop() throws it", async () => {
    const lab = await laboratory((store) => ({
      ...store,
      events: async () => Promise.reject(new StoreError("events/cursor-expired", "gone")),
    }));
    const { gateway } = await campaign(lab, 3);
    const subscription = gateway.subscribe("crm", () => {});
    await lab.time.advance(2 * SECOND);
    const ended = { event: "subscription.ended", facts: { name: "crm", code: "events/cursor-expired" } };
    expect(lab.log).toContainEqual(expect.objectContaining(ended));
    await expect(subscription.stop()).rejects.toMatchObject({ code: "events/cursor-expired" });
  });

  it("of a closed gateway never begins", async () => {
    const lab = await laboratory();
    const { gateway } = await campaign(lab, 3);
    await lab.finish(gateway.close());
    let pages = 0;
    gateway.subscribe("crm", () => void pages++);
    await lab.time.advance(5 * SECOND);
    expect(pages).toBe(0);
  });
});

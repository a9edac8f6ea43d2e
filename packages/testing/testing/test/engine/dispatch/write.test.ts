import { type Message, StoreError } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { fakeVendor } from "../../support/fake-vendor.ts";
import { hello, MINUTE, openLaboratory, people, SECOND } from "../../support/laboratory.ts";

const forever = { signal: new AbortController().signal };

const NEW = { "gone@2": { sms: () => ({ text: "hello" }) } };

/** A campaign with a code template that only the next release has. */
function newer(facts: Parameters<typeof hello>[0] = {}) {
  return hello({ steps: [{ channel: "sms", route: ["main"], template: "gone@2" }], ...facts }, NEW);
}

/**
 * Runs two workers with one store, the first with the old release, and a server of the new release that does not send.
 */
async function twoReleases({
  deadline = "72h",
  isSecondNew = true,
  singleWorker = false,
  isJoining = true,
}: {
  readonly deadline?: string;
  readonly isSecondNew?: boolean;
  readonly singleWorker?: boolean;
  readonly isJoining?: boolean;
} = {}) {
  const sent: Message[] = [];
  const lab = await openLaboratory({
    sms: (world) => ({ main: fakeVendor(world, { refuse: (message) => void sent.push(message) }).provider }),
    singleWorker,
  });
  const { gateway: first } = await lab.open("first");
  const { gateway: second } = await lab.open("second", isSecondNew ? { templates: NEW } : {});
  const { gateway: server } = await lab.open("server", { templates: NEW });
  const audience = { mode: "open", contacts: { sms: "mobile" } } as const;
  const campaign = await lab.finish(server.campaigns.open(newer({ deadline, audience })));
  void first.run(forever);
  const incidents = async () => (await lab.store.incidents({ limit: 100 })).rows;
  await lab.time.advance(SECOND);
  const join = () => void second.run(forever);
  if (isJoining) join();
  await lab.time.advance(6 * SECOND);
  return { lab, sent, campaign, incidents, join };
}

describe("a message that cannot be rendered", () => {
  it("is paused and resumed by an operator whose process lacks the template", async () => {
    const { lab, sent, campaign } = await twoReleases();
    const { gateway } = await lab.open("operator");
    const handle = await lab.finish(gateway.campaigns.get("hello"));
    const by = { actor: "ada", reason: "a wrong text" };
    await lab.finish(handle.pause({ ...by, reviewAt: new Date(lab.time.now() + 60 * MINUTE) }));
    await lab.finish(campaign.enroll(people(3)));
    await lab.time.advance(MINUTE);
    expect(sent).toEqual([]);
    await lab.finish(handle.throttle({ ...by, provider: "sms.main", perSecond: 5 }));
    await lab.finish(handle.resume(by));
    await lab.time.advance(MINUTE);
    expect(sent).toHaveLength(3);
  });

  it("was certainly not sent, and is rendered again when the store can be read", async () => {
    let failures = 3;
    const sent: Message[] = [];
    const lab = await openLaboratory({
      sms: (world) => ({ main: fakeVendor(world, { refuse: (message) => void sent.push(message) }).provider }),
      storeOf: (store) => ({
        ...store,
        versions: async (ids) => {
          if (failures-- > 0) throw new StoreError("store/busy", "busy", { retryable: true });
          return store.versions(ids);
        },
      }),
    });
    const { gateway } = await lab.open("worker");
    await lab.finish(gateway.campaigns.start(hello(), { rows: people(2) }));
    void gateway.run(forever);
    await lab.time.advance(20 * SECOND);
    expect(sent).toHaveLength(2);
    const states = (await lab.ledger()).attempts.map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(["not-sent", "accepted"]));
  });

  it("waits if this process lacks the template, counts as no try, and is reported", async () => {
    const lab = await openLaboratory({ sms: (world) => ({ main: fakeVendor(world).provider }) });
    const { gateway } = await lab.open("worker");
    await lab.finish(gateway.campaigns.start(newer(), { rows: people(40) }));
    void gateway.run(forever);
    await lab.time.advance(20 * SECOND);
    const { states, attempts } = await lab.ledger();
    expect(new Set(attempts.map(({ state }) => state))).toEqual(new Set(["deferred"]));
    expect(attempts.reduce((sum, { count }) => sum + count, 0)).toBeLessThan(100);
    expect(states.pending + states.active).toBe(40);
    expect(lab.log).toContainEqual(expect.objectContaining({ level: "error", event: "version.unusable" }));
    const incidents = async () => (await lab.store.incidents({ limit: 100 })).rows;
    expect(await incidents()).toMatchObject([{ kind: "unwritten", provider: "sms.main", endedAt: undefined }]);
    await lab.time.advance(5 * MINUTE); // the only incident still has only one note
    expect(await incidents()).toMatchObject([{ kind: "unwritten", notes: [{ did: "paused" }] }]);
  });

  it("is sent within seconds by the worker that has the template, while a worker of the previous release runs", async () => {
    const { lab, sent, campaign, incidents } = await twoReleases();
    for (let n = 0; n < 10; n++) {
      await lab.finish(campaign.enroll(people(40, n * 40)));
      await lab.time.advance(5 * SECOND);
      expect(sent).toHaveLength((n + 1) * 40);
    }
    expect(lab.log).toContainEqual(expect.objectContaining({ level: "error", event: "version.unusable" }));
    const { attempts } = await lab.ledger();
    const deferred = attempts.find(({ state }) => state === "deferred")?.count ?? 0;
    expect(deferred).toBeGreaterThan(0);
    // the worker claims twice, because it tries again after half a minute
    expect(deferred).toBeLessThanOrEqual(128);
    expect((await lab.store.queues()).closed).toEqual([]);
    expect(await incidents()).toEqual([]);
  });

  it("stays with its provider if a few seconds remain: another worker renders it", async () => {
    const { lab, sent, campaign } = await twoReleases({ deadline: "25s" });
    await lab.finish(campaign.enroll(people(40)));
    await lab.time.advance(5 * SECOND);
    expect(sent).toHaveLength(40);
  });

  it.each([
    { others: "lacks the template as well", how: { isSecondNew: false } },
    { others: "only stands by", how: { singleWorker: true } },
  ])("is reported as waiting if the other worker $others", async ({ how }) => {
    const { lab, sent, campaign, incidents } = await twoReleases(how);
    await lab.finish(campaign.enroll(people(40)));
    await lab.time.advance(MINUTE);
    expect(sent).toEqual([]);
    expect(await incidents()).toMatchObject([{ kind: "unwritten", provider: "sms.main", notes: [{ did: "paused" }] }]);
    await lab.time.advance(10 * MINUTE);
    expect(await incidents()).toMatchObject([{ endedAt: undefined, notes: [{ did: "paused" }] }]);
    const { pending, active } = (await lab.ledger()).states;
    expect(pending + active).toBe(40);
  });

  it("is reported until a capable worker joins, and as resolved five minutes after the provider opened", async () => {
    const { lab, sent, campaign, incidents, join } = await twoReleases({ isJoining: false });
    await lab.finish(campaign.enroll(people(40)));
    await lab.time.advance(MINUTE);
    expect(await incidents()).toMatchObject([{ kind: "unwritten", endedAt: undefined }]);
    join();
    await lab.time.advance(40 * SECOND);
    expect(sent).toHaveLength(40);
    await lab.time.advance(4 * MINUTE);
    expect(await incidents()).toMatchObject([{ endedAt: undefined }]);
    await lab.time.advance(MINUTE + 30 * SECOND);
    expect(await incidents()).toMatchObject([{ endedAt: expect.any(Date) }]);
  });

  it("ends in a refusal for the one recipient whose row the template cannot render", async () => {
    const templates = {
      "hello@1": {
        sms: ({ key }: { key: string }) => {
          if (key === "p1") throw new TypeError("a mistake in the template");
          return { text: "hello" };
        },
      },
    };
    const lab = await openLaboratory({
      sms: (world) => ({ main: fakeVendor(world).provider }),
      config: { templates },
    });
    const { gateway } = await lab.open("worker");
    await lab.finish(gateway.campaigns.start(hello(), { rows: people(3) }));
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

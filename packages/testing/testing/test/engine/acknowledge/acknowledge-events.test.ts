import type { AcknowledgeEvent } from "@relance/spec";
import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { fakeVendor } from "../../support/fake-vendor.ts";
import { hello, type Laboratory, openLaboratory, people } from "../../support/laboratory.ts";

const laboratory = async (): Promise<Laboratory> =>
  openLaboratory({ sms: (world) => ({ main: fakeVendor(world).provider }) });
const paid = hello({
  confirm: { event: "paid", via: ["event"], buttons: { done: "close", help: "call-me" } },
});
const statuses = (results: readonly { readonly status: string }[]) => results.map(({ status }) => status);

describe("acknowledge()", () => {
  it("accepts 10,000 events in one call, and a repeated call without harm", async () => {
    const lab = await laboratory();
    const { gateway } = await lab.open("application");
    await lab.finish(gateway.campaigns.start(paid, { rows: people(10_000) }));
    const events = people(10_000).map(({ id = "" }) => ({ key: id, on: "paid" }));
    const first = await lab.finish(gateway.acknowledge(events));
    const again = await lab.finish(gateway.acknowledge(events));
    expect(new Set(statuses(first))).toEqual(new Set(["recorded"]));
    expect(new Set(statuses(again))).toEqual(new Set(["duplicate"]));
    expect(await lab.ledger()).toMatchObject({ states: { acknowledged: 10_000 }, holds: true });
  });

  it("counts an event that repeats after its revocation, even if neither has an id or a time", async () => {
    const lab = await laboratory();
    const { gateway } = await lab.open("application");
    await lab.finish(gateway.campaigns.start(paid, { rows: people(1) }));
    const say = async (revoke: boolean) => {
      await lab.finish(lab.time.advance(60_000));
      return statuses(await lab.finish(gateway.acknowledge([{ key: "p0", on: "paid", revoke }])));
    };
    expect([await say(false), await say(false), await say(true), await say(true), await say(false)]).toEqual([
      ["recorded"],
      ["duplicate"],
      ["recorded"],
      ["duplicate"],
      ["recorded"],
    ]);
    expect(await lab.ledger()).toMatchObject({ states: { acknowledged: 1 }, holds: true });
  });

  it("revokes an event by its id, once, and a repetition of the event does not count again", async () => {
    const lab = await laboratory();
    const { gateway } = await lab.open("application");
    await lab.finish(gateway.campaigns.start(paid, { rows: people(1) }));
    const say = async (revoke: boolean) => {
      await lab.finish(lab.time.advance(60_000));
      const event = { key: "p0", on: "paid", id: "invoice-17", revoke };
      return statuses(await lab.finish(gateway.acknowledge([event])));
    };
    expect([await say(false), await say(true), await say(true), await say(false)]).toEqual([
      ["recorded"],
      ["recorded"],
      ["duplicate"],
      ["duplicate"],
    ]);
    expect(await lab.ledger()).toMatchObject({ states: { acknowledged: 0 }, holds: true });
  });

  it("returns one result per item in order: an invalid item is refused, and delays no other", async () => {
    const lab = await laboratory();
    const { gateway } = await lab.open("application");
    await lab.finish(gateway.campaigns.start(paid, { rows: people(3) }));
    const bad = [
      undefined,
      null,
      7,
      {},
      { key: "" },
      { key: " " },
      { key: "k".repeat(201) },
      { key: "a\0b" },
      { key: "\ud800" },
      { key: 4711 },
      { key: "p1", on: 5 },
      { key: "p1", id: {} },
      { key: "p1", id: "x".repeat(256) },
      { key: "p1", answer: "\ud800" },
      { key: "p1", tenant: ["a"] },
      { key: "p1", occurredAt: "2013-08-01" },
      { key: "p1", occurredAt: new Date("never") },
      { key: "p1", on: "paid", occurredAt: new Date("9999-01-01T00:00:00Z") },
      { key: "p1", on: "paid", answer: "no such answer" },
    ] as unknown as readonly AcknowledgeEvent[];
    const good = [{ key: "p0", on: "paid" }];
    const results = await lab.finish(gateway.acknowledge([...good, ...bad, { key: "p2", on: "paid" }]));
    expect(statuses(results)).toEqual(["recorded", ...bad.map(() => "refused"), "recorded"]);
    expect(results.slice(1, -1).every(({ code }) => code?.startsWith("message/"))).toBe(true);
    expect((await lab.ledger()).states).toMatchObject({ acknowledged: 2, pending: 1 });
  });

  it("recognizes a recipient by every spelling of the key that the enrollment accepts", async () => {
    const lab = await laboratory();
    const { gateway } = await lab.open("application");
    const recipients = [{ id: "Zo\u00eb", mobile: "+33639980001" }];
    await lab.finish(gateway.campaigns.start(paid, { rows: recipients }));
    const results = await lab.finish(
      gateway.acknowledge([
        { key: " Zoe\u0308 ", on: "paid" },
        { key: "Zo\u00eb", on: "paid" },
      ]),
    );
    expect(statuses(results)).toEqual(["recorded", "duplicate"]);
  });

  it("reports a word that no campaign knows, and keeps the event for a campaign that starts later", async () => {
    const lab = await laboratory();
    const { gateway } = await lab.open("application");
    await lab.finish(gateway.campaigns.start(paid, { rows: people(1) }));
    const said = await lab.finish(
      gateway.acknowledge([
        { key: "later", on: "piad" },
        { key: "later", on: "paid", answer: "doen" },
        { key: "later", on: "paid", tenant: "acme" },
        { key: "later", on: "paid" },
        { key: "later" },
      ]),
    );
    expect(said).toEqual([
      { status: "waiting", code: "message/unknown-event" },
      { status: "waiting", code: "message/unknown-answer" },
      { status: "waiting", code: "message/unknown-event" },
      { status: "waiting" },
      { status: "waiting" },
    ]);
    const other = hello({ name: "other", confirm: { event: "piad", via: ["event"] } });
    await lab.finish(gateway.campaigns.start(other, { rows: [{ ...people(1)[0], id: "later" }] }));
    expect(await lab.ledger("other")).toMatchObject({ states: { acknowledged: 1 } });
  });

  it("keeps events that arrive before the enrollment, and applies them at the enrollment", async () => {
    const lab = await laboratory();
    const { gateway } = await lab.open("application");
    const early = await lab.finish(gateway.acknowledge([{ key: "p1", on: "paid" }]));
    await lab.finish(gateway.campaigns.start(paid, { rows: people(3) }));
    expect(statuses(early)).toEqual(["waiting"]);
    expect((await lab.ledger()).states).toMatchObject({ acknowledged: 1, pending: 2 });
  });

  it("applies to each enrollment of a recipient with this event, also to one that began after an equal report", async () => {
    const lab = await laboratory();
    const { gateway } = await lab.open("application");
    const report = [{ key: "p0", on: "paid" }];
    for (const occurrence of ["august", "september"]) {
      await lab.finish(gateway.campaigns.start(paid, { occurrence, rows: people(1) }));
      expect(statuses(await lab.finish(gateway.acknowledge(report)))).toEqual(["recorded"]);
    }
    const states = (await lab.store.count()).map((ledger) => ledger.states.acknowledged);
    expect(states).toEqual([1, 1]);
  });

  it("separates tenants", async () => {
    const lab = await laboratory();
    const { gateway } = await lab.open("application");
    for (const tenant of ["north", "south"])
      await lab.finish(gateway.campaigns.start(paid, { tenant, rows: people(1) }));
    const results = await lab.finish(gateway.acknowledge([{ key: "p0", on: "paid", tenant: "south" }]));
    expect(statuses(results)).toEqual(["recorded"]);
    const states = (await lab.store.count()).map((ledger) => [ledger.tenant, ledger.states.acknowledged]);
    expect(states).toEqual([
      ["north", 0],
      ["south", 1],
    ]);
  });

  it("accepts a reply from a recipient of any tenant", async () => {
    const lab = await laboratory();
    const { gateway } = await lab.open("application");
    const campaign = hello({ confirm: { via: ["reply"], replies: { OK: "done" } } });
    await lab.finish(gateway.campaigns.start(campaign, { tenant: "north", rows: people(1) }));
    const reply = { type: "reply", from: "+33639900000", text: "ok", eventId: "1" } as const;
    const { port } = partsOf(gateway).engine;
    await lab.finish(port.record("sms.main", [reply], new Uint8Array()));
    expect((await lab.ledger()).states.acknowledged).toBe(1);
  });

  it("records nothing of a call with a misspelt name, and suggests the right name", async () => {
    const lab = await laboratory();
    const { gateway } = await lab.open("application");
    await lab.finish(gateway.campaigns.start(paid, { rows: people(1) }));
    const events = [
      { key: "p0", on: "paid" },
      { key: "p0", on: "paid", anser: "decline" },
    ];
    await expect(gateway.acknowledge(events)).rejects.toMatchObject({
      code: "config/invalid",
      message: "events[1].anser: there is no such setting; did you mean answer?",
    });
    expect((await lab.ledger()).states).toMatchObject({ acknowledged: 0 });
  });
});

import type { OutgoingWebhook } from "@relance/outgoing-webhooks";
import type { Steering } from "@relance/spec";
import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { webhookStates } from "../support/webhook-states.ts";
import { EVENT_SECRET, type EventReceiver, openEventReceiver } from "./support/event-receiver.ts";
import { openStack, type Stack } from "./support/stack.ts";
import { waitFor } from "./support/wait-for.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PEOPLE = ["anna", "ben", "carl"].map((id, number) => ({
  id,
  mobile: `+3363998000${number}`,
  mail: `${id}.private@example.org`,
}));
const ACKNOWLEDGED = "enrollment.acknowledged";

const to = ({ url }: EventReceiver, more: Partial<OutgoingWebhook> = {}): OutgoingWebhook => ({
  url,
  secret: EVENT_SECRET,
  allowPrivate: true,
  ...more,
});

const came = (stack: Stack, ...keys: readonly string[]) =>
  stack.gateway.acknowledge(keys.map((key) => ({ on: "came", key })));

const typesOf = ({ taken }: EventReceiver, key: string) =>
  taken.filter(({ data }) => data.key === key).map(({ type }) => type);

const stateOf = async (stack: Stack, name: string) =>
  (await webhookStates(stack.gateway)).find((one) => one.name === name);

describe("a campaign's events to the caller's systems", () => {
  it("are signed, sent once each, ordered by a recipient's versions, and contain no personal data but the key", async () => {
    await using receiver = await openEventReceiver();
    await using stack = await openStack({ webhooks: { crm: to(receiver) } });
    await stack.start(PEOPLE);
    await stack.happened("attempt.delivered", "anna");
    await came(stack, "anna", "ben", "carl");
    await waitFor("the end of the campaign", () => receiver.taken.some(({ type }) => type === "campaign.closed"));
    expect(typesOf(receiver, "anna")).toEqual(expect.arrayContaining(["enrollment.enrolled", ACKNOWLEDGED]));
    expect(new Set(receiver.taken.map(({ id }) => id)).size).toBe(receiver.taken.length);
    const versions = receiver.taken.filter(({ data }) => data.key === "anna").map(({ data }) => data.version);
    expect(new Set(versions).size).toBe(versions.length);
    const event = receiver.taken.find(({ type, data }) => type === ACKNOWLEDGED && data.key === "ben");
    expect(event).toMatchObject({
      id: event?.data.id,
      data: { campaign: { name: "stack", occurrence: "" }, late: false, version: expect.any(Number) },
    });
    const all = receiver.asked.map(({ raw }) => raw).join("\n");
    expect(all).not.toMatch(/@|private|\+336|Please confirm|relance\/[a-z]\//);
    await waitFor("its place", async () => (await stateOf(stack, "crm"))?.told === receiver.taken.length);
    expect(await stateOf(stack, "crm")).toMatchObject({
      status: "ready",
      parked: 0,
      lost: 0,
      told: receiver.taken.length,
      backlog: { events: 0, isMore: false },
    });
  });

  it("state which source changed which queue and how, without names and reasons", async () => {
    await using receiver = await openEventReceiver();
    const events = ["campaign.steered", "campaign.held", "campaign.started"] as const;
    await using stack = await openStack({ webhooks: { crm: to(receiver, { events }) } });
    await stack.start(PEOPLE);
    await stack.happened("attempt.accepted", "anna");
    const campaign = await stack.gateway.campaigns.get("stack");
    const by = { actor: "ada", reason: "the carrier called" };
    const reviewAt = new Date("2040-01-01T00:00:00Z");
    const destination = "+3363";
    await campaign.throttle({ ...by, step: 1, perSecond: 5 });
    await campaign.pause({ ...by, step: 1, destination, reviewAt });
    await campaign.pause({ ...by, reviewAt });
    await campaign.resume({ ...by, perSecond: null });
    await waitFor("the orders", () => receiver.taken.length === 5);
    const steeringOf = (data: object) => ("steering" in data ? (data.steering as Steering) : undefined);
    const told = new Map(
      receiver.taken.map(({ type, data }) => [`${type} ${steeringOf(data)?.destination}`, steeringOf(data)]),
    );
    expect(told.get("campaign.steered undefined")).toEqual({ source: "operator", step: 1, perSecond: 5 });
    expect(told.get(`campaign.steered ${destination}`)).toEqual({
      source: "operator",
      step: 1,
      destination,
      gate: "held",
    });
    expect(told.get("campaign.held undefined")).toEqual({ source: "operator", gate: "held" });
    expect(told.get("campaign.started undefined")).toMatchObject({
      gate: "open",
      perSecond: null,
      via: null,
    });
    expect(receiver.asked.map(({ raw }) => raw).join("\n")).not.toMatch(/ada|carrier/);
  });

  it("state which row was refused and why, without its content", async () => {
    await using receiver = await openEventReceiver();
    const events = ["enrollment.refused"] as const;
    await using stack = await openStack({ webhooks: { crm: to(receiver, { events }) } });
    await stack.start([...PEOPLE, { id: "dora", mobile: "1234567", mail: "dora.private" }]);
    await waitFor("the refusal", () => receiver.taken.length === 1);
    const [told] = receiver.taken;
    expect(told?.type).toBe("enrollment.refused");
    expect(told?.data).toEqual({
      id: told?.data.id,
      campaign: { name: "stack", occurrence: "" },
      key: "dora",
      reason: "message/bad-phone",
      line: 4,
    });
    expect(receiver.asked[0]?.raw).not.toMatch(/1234567|private/);
  });

  it("that are refused delay no later event, and are sent later with the same id", async () => {
    await using receiver = await openEventReceiver();
    await using other = await openEventReceiver();
    receiver.answer(({ data }) => (data.key === "ben" ? 422 : 204));
    const events = { events: [ACKNOWLEDGED] } as const;
    await using stack = await openStack({
      webhooks: { crm: to(receiver, events), statistics: to(other, { ...events, batch: 100 }) },
    });
    await stack.start(PEOPLE);
    await came(stack, "anna", "ben", "carl");
    await waitFor("the others", () => receiver.taken.length === 2);
    await waitFor("the other system", () => other.taken.length > 0);
    expect(other.taken[0]).toMatchObject({ type: "events" });
    expect(other.taken.flatMap(({ data }) => data.events)).toHaveLength(3);
    await waitFor("its parking", async () => (await stateOf(stack, "crm"))?.parked === 1);
    expect(await stateOf(stack, "crm")).toMatchObject({ status: "ready", code: "provider/refused" });
    receiver.answer(204);
    await stack.pass(MINUTE);
    await waitFor("ben", () => typesOf(receiver, "ben").length === 1);
    const ids = receiver.asked.filter(({ data }) => data.key === "ben").map(({ id }) => id);
    expect(ids).toEqual([ids[0], ids[0]]);
  });

  it("are rarely retried while the receiver is unreachable, and are all sent once it answers", async () => {
    await using receiver = await openEventReceiver();
    receiver.answer(400); // relance does not retry immediately after a 400, so the test can count requests
    await using stack = await openStack({ webhooks: { crm: to(receiver) } });
    await stack.start(PEOPLE);
    await waitFor("three failures", async () => (await stateOf(stack, "crm"))?.status === "away");
    const vain = receiver.asked.length;
    await came(stack, "anna", "ben", "carl");
    await stack.happened("campaign.closed");
    expect(receiver.asked.length).toBeLessThanOrEqual(vain + 1);
    receiver.answer(204);
    await stack.pass(HOUR);
    await waitFor("the rest", () => receiver.taken.some(({ type }) => type === "campaign.closed"));
    await waitFor("all of it", async () => (await stateOf(stack, "crm"))?.backlog.events === 0);
    const isOfPeople = ({ type }: { readonly type: string }) => /^(enrollment|campaign)\./.test(type);
    const told = (await stack.events()).filter(isOfPeople);
    const heard = receiver.taken.filter(isOfPeople); // on a busy machine the receiver may also get an incident event
    expect(new Set(heard.map(({ id }) => id)).size).toBe(told.length);
    expect(stack.logged("webhook.back")).toHaveLength(1);
  });

  it("end after a 410 with a log line; an operator lets them continue, including missed events", async () => {
    await using receiver = await openEventReceiver();
    receiver.answer(410);
    await using stack = await openStack({ webhooks: { crm: to(receiver, { events: [ACKNOWLEDGED] }) } });
    await stack.start(PEOPLE);
    await came(stack, "anna");
    await waitFor("the stop", () => stack.logged("webhook.stopped").length === 1);
    expect(await stateOf(stack, "crm")).toMatchObject({ status: "stopped", stopped: { why: "gone" } });
    await came(stack, "ben");
    await stack.pass(24 * HOUR);
    expect(receiver.asked).toHaveLength(1);
    receiver.answer(204);
    await stack.gateway.command("webhooks", "resume", { name: "crm" });
    await waitFor("both", () => receiver.taken.length === 2);
    expect(receiver.taken.map(({ data }) => data.key).toSorted()).toEqual(["anna", "ben"]);
  });

  it("can be repeated from an instant or a cursor, with the same ids", async () => {
    await using receiver = await openEventReceiver();
    await using stack = await openStack({ webhooks: { crm: to(receiver, { events: [ACKNOWLEDGED] }) } });
    await stack.start(PEOPLE);
    await came(stack, "anna");
    await waitFor("anna", () => receiver.taken.length === 1);
    await stack.pass(HOUR);
    const { cursor } = await partsOf(stack.gateway).store.events({ limit: 1_000 });
    await came(stack, "ben");
    await waitFor("ben", () => receiver.taken.length === 2);
    const { at } = await stack.happened(ACKNOWLEDGED, "ben");
    await stack.gateway.command("webhooks", "replay", { name: "crm", since: at.toISOString() });
    await waitFor("ben again", () => receiver.taken.length === 3);
    await stack.gateway.command("webhooks", "replay", { name: "crm", cursor });
    await waitFor("ben once more", () => receiver.taken.length === 4);
    await stack.gateway.command("webhooks", "replay", { name: "crm", since: new Date(0).toISOString() });
    await waitFor("everything", () => receiver.taken.length === 6);
    const keys = receiver.taken.map(({ data }) => data.key);
    expect(keys).toEqual(["anna", "ben", "ben", "ben", "anna", "ben"]);
    expect(new Set(receiver.taken.map(({ id }) => id)).size).toBe(2);
    await expect(stack.gateway.command("webhooks", "replay", { name: "cmr", cursor })).rejects.toMatchObject({
      code: "config/invalid",
    });
    await expect(
      stack.gateway.command("webhooks", "replay", { name: "crm", cursor: "elsewhere.7" }),
    ).rejects.toMatchObject({
      code: "events/cursor-expired",
    });
  });

  it("are sent to a later configured system from the start of running campaigns, and for no ended campaign", async () => {
    await using receiver = await openEventReceiver();
    await using before = await openStack({ works: false });
    const over = await before.start(PEOPLE, { name: "over" });
    await over.cancel({ actor: "anna", reason: "wrong text" });
    await before.start(PEOPLE);
    await using stack = await openStack({ db: before.settings.db, webhooks: { crm: to(receiver) } });
    await waitFor("the start", () => typesOf(receiver, "carl").includes("enrollment.enrolled"));
    await waitFor("all of it", async () => (await stateOf(stack, "crm"))?.backlog.events === 0);
    const told = receiver.taken.filter(({ type }) => type !== "evidence.sealed");
    const names = new Set(told.map(({ data }) => (data.campaign as { name: string }).name));
    expect([...names]).toEqual(["stack"]);
  });
});

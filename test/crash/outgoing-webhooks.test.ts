import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { EVENT_SECRET, openEventReceiver } from "../e2e/support/event-receiver.ts";
import { openStack } from "../e2e/support/stack.ts";
import { waitFor } from "../e2e/support/wait-for.ts";
import { gatewayProcess } from "../support/gateway-process.ts";
import { overStores, type StorePlace } from "../support/over-stores.ts";
import { webhookStates } from "../support/webhook-states.ts";

const MINUTE = 60_000;
const PEOPLE = Array.from({ length: 20 }, (_, n) => ({ id: `p${n}`, mobile: `+33639980${100 + n}` }));

async function office(place: StorePlace) {
  const receiver = await openEventReceiver();
  const crm = { url: receiver.url, secret: EVENT_SECRET, allowPrivate: true };
  const stack = await openStack({ db: place.db, webhooks: { crm }, works: false });
  await stack.start(PEOPLE);
  await stack.gateway.acknowledge(PEOPLE.map(({ id: key }) => ({ on: "came", key })));
  return {
    receiver,
    stack,
    settings: stack.settings,
    acknowledged: () =>
      receiver.taken.filter(({ type }) => type === "enrollment.acknowledged").map(({ data }) => data.key),
    async [Symbol.asyncDispose]() {
      await stack[Symbol.asyncDispose]();
      await receiver[Symbol.asyncDispose]();
    },
  };
}

await overStores((openPlace) => {
  it("several workers with one store send each event to a system once", async () => {
    await using place = await openPlace();
    await using here = await office(place);
    const { receiver, settings, acknowledged } = here;
    await using first = gatewayProcess({ settings });
    await using second = gatewayProcess({ settings });
    await Promise.all([first.ready, second.ready]);
    await waitFor("everybody", () => acknowledged().length >= PEOPLE.length);
    await waitFor("the end", () => receiver.taken.some(({ type }) => type === "campaign.closed"));
    expect(new Set(acknowledged()).size).toBe(PEOPLE.length);
    expect(new Set(receiver.asked.map(({ id }) => id)).size).toBe(receiver.asked.length);
  });

  it("after a worker is killed while it sends an event, another continues with the same ids and bodies", async () => {
    await using place = await openPlace();
    await using here = await office(place);
    const { receiver, settings, acknowledged, stack } = here;
    const clockFile = join(place.folder, "clock");
    let left = 7;
    receiver.answer(() => (left-- > 0 ? 204 : "hold"));
    await using worker = gatewayProcess({ settings, clockFile });
    await worker.ready;
    await waitFor("the requests", () => receiver.asked.length > 7);
    worker.signal("SIGKILL");
    await worker.done;
    const before = receiver.asked.map(({ id, raw }) => `${id} ${raw}`);
    receiver.answer(204);
    await writeFile(clockFile, String(2 * MINUTE));
    await using next = gatewayProcess({ settings, clockFile });
    await next.ready;
    await waitFor("everybody", () => new Set(acknowledged()).size === PEOPLE.length);
    await waitFor("the end", () => receiver.taken.some(({ type }) => type === "campaign.closed"));
    const after = new Set(receiver.taken.map(({ id, raw }) => `${id} ${raw}`));
    expect(before.filter((request) => !after.has(request))).toEqual([]);
    const ofPeople = ({ type }: { readonly type: string }) => /^(enrollment|campaign)\./.test(type);
    const told = (await stack.events()).filter(ofPeople);
    const taken = () => new Set(receiver.taken.filter(ofPeople).map(({ id }) => id)).size;
    await waitFor("all of it", () => taken() === told.length);
    const { lost, status } = (await webhookStates(stack.gateway))[0] ?? {};
    expect({ lost, status }).toEqual({ lost: 0, status: "ready" });
  });

  it("52: a refused request delays no other, survives a kill, and is sent by the next worker", async () => {
    await using place = await openPlace();
    await using here = await office(place);
    const { receiver, settings, acknowledged } = here;
    const clockFile = join(place.folder, "clock");
    receiver.answer(({ type, data }) => (type === "enrollment.acknowledged" && data.key === "p3" ? 422 : 204));
    await using worker = gatewayProcess({ settings, clockFile });
    await worker.ready;
    await waitFor("the others", () => new Set(acknowledged()).size === PEOPLE.length - 1);
    await waitFor("the end", () => receiver.taken.some(({ type }) => type === "campaign.closed"));
    await waitFor("its parking", async () => (await webhookStates(here.stack.gateway))[0]?.parked === 1);
    worker.signal("SIGKILL");
    await worker.done;
    receiver.answer(204);
    await writeFile(clockFile, String(2 * MINUTE));
    await using next = gatewayProcess({ settings, clockFile });
    await next.ready;
    await waitFor("p3", () => acknowledged().includes("p3"));
    const ids = receiver.asked
      .filter(({ type, data }) => type === "enrollment.acknowledged" && data.key === "p3")
      .map(({ id, raw }) => `${id} ${raw}`);
    expect(ids.length).toBeGreaterThan(1);
    expect(new Set(ids).size).toBe(1);
  });

  it("a worker that stops cleanly leaves no event that is sent twice", async () => {
    await using place = await openPlace();
    await using here = await office(place);
    const { receiver, settings, acknowledged } = here;
    await using worker = gatewayProcess({ settings });
    await worker.ready;
    await waitFor("the first", () => receiver.taken.length > 5);
    worker.signal("SIGTERM");
    await worker.done;
    await using next = gatewayProcess({ settings });
    await next.ready;
    await waitFor("everybody", () => acknowledged().length >= PEOPLE.length);
    await waitFor("the end", () => receiver.taken.some(({ type }) => type === "campaign.closed"));
    expect(acknowledged()).toHaveLength(PEOPLE.length);
  });
});

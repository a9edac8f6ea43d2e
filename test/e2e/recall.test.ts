import { httpSms } from "@relance/provider-http-sms";
import { createWorld, fakeSmsGateway, SILENT_HABITS, virtualClock } from "@relance/simulator";
import { type CampaignHandle, createRelance, defineConfig, type RelanceLike } from "relance";
import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { overStores } from "../support/over-stores.ts";
import { peopleCampaign, peopleRows, TEMPLATES } from "../support/people-campaign.ts";
import { storeAt } from "../support/store-at.ts";
import { waitFor } from "./support/wait-for.ts";

const PEOPLE = 3;
const BY = { actor: "ada", reason: "a mistake" };

const WAIT_MS = 12_000;

async function carrier() {
  const clock = virtualClock(Date.now());
  const world = createWorld({ seed: 1, clock, habits: SILENT_HABITS });
  const courier = { latency: [{ share: 1, medianMs: WAIT_MS, sigma: 0 }], transit: false };
  const far = await fakeSmsGateway({ world, courier });
  const arrived = () => world.carrier("gateway").tally.delivered;
  return {
    far,
    arrived,
    wait: () => clock.advanceTo(clock.now() + WAIT_MS),
    [Symbol.asyncDispose]: () => far.close(),
  };
}

async function open(db: string, { url, apiKey }: { readonly url: string; readonly apiKey: string }) {
  const main = httpSms({
    vendor: "a-carrier",
    url: `${url}/send`,
    headers: { authorization: `Bearer ${apiKey}` },
    body: { json: { to: "{to}", text: "{text}", id: "{attemptId}" } },
    ref: "id",
    cancel: `${url}/messages/{ref}`,
  });
  return createRelance(
    defineConfig({
      store: storeAt(db, undefined),
      providers: { sms: { main } },
      publicUrl: "https://notify.example.org/relance",
      security: { signing: ["a-secret-for-this-test"] },
      delivery: "live",
      templates: TEMPLATES,
    }),
  );
}

const steps = [{ channel: "sms", route: ["main"], template: "please@1", wait: "24h" }] as const;

async function work(gateway: RelanceLike, what: string, done: () => boolean | Promise<boolean>): Promise<void> {
  const stop = new AbortController();
  const running = gateway.run({ signal: stop.signal });
  try {
    await waitFor(what, done);
  } finally {
    stop.abort();
    await running;
  }
}

async function accepted(campaign: CampaignHandle): Promise<boolean> {
  const { attempts } = await campaign.ledger();
  return attempts.some(({ state, count }) => state === "accepted" && count === PEOPLE);
}

async function recalls(gateway: RelanceLike): Promise<readonly string[]> {
  const { store } = partsOf(gateway);
  const { events } = await store.events({ limit: 1_000 });
  return events.flatMap(({ type, cause = "none" }) => (type === "attempt.recalled" ? cause : []));
}

await overStores((openPlace) => {
  describe("a cancel", () => {
    it("asks the provider, also after a restart: what waits there never arrives", async () => {
      await using place = await openPlace();
      await using there = await carrier();
      const first = await open(place.db, there.far);
      const handle = await first.campaigns.start(peopleCampaign({ steps }), {
        rows: peopleRows(PEOPLE),
      });
      await work(first, "three messages", () => accepted(handle));
      expect(await handle.cancel(BY)).toBe(PEOPLE);
      expect([...there.far.messages()].map(({ status }) => status)).toEqual(Array(PEOPLE).fill("accepted"));
      await first.close();
      const next = await open(place.db, there.far);
      await work(next, "three recalls", async () => (await recalls(next)).length === PEOPLE);
      expect(await recalls(next)).toEqual(Array(PEOPLE).fill("none"));
      const { states, attempts, holds } = await (await next.campaigns.get("people")).ledger();
      expect(holds).toBe(true);
      expect(states.cancelled).toBe(PEOPLE);
      expect(attempts).toMatchObject([{ state: "accepted", evidence: "undelivered-temporary", count: PEOPLE }]);
      await next.close();
      there.wait();
      expect([...there.far.messages()].map(({ status }) => status)).toEqual(Array(PEOPLE).fill("cancelled"));
      expect(there.arrived()).toBe(0);
    });

    it("of one recipient says when it came too late", async () => {
      await using place = await openPlace();
      await using there = await carrier();
      const gateway = await open(place.db, there.far);
      const handle = await gateway.campaigns.start(peopleCampaign({ steps }), {
        rows: peopleRows(PEOPLE),
      });
      await work(gateway, "three messages", () => accepted(handle));
      there.wait();
      expect(there.arrived()).toBe(PEOPLE);
      await handle.remove(["p1"], BY);
      await work(gateway, "the answer", async () => (await recalls(gateway)).length > 0);
      expect(await recalls(gateway)).toEqual(["refused"]);
      const { states, holds } = await handle.ledger();
      expect([holds, states.cancelled, states.active]).toEqual([true, 1, 2]);
      await gateway.close();
    });
  });
});

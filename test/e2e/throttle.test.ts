import { twilioSms } from "@relance/provider-twilio";
import { fakeTwilio } from "@relance/simulator";
import type { AttemptOutcome } from "@relance/spec";
import { createRelance, defineConfig, type Store } from "relance";
import { expect, it } from "vitest";
import { overStores, type StorePlace } from "../support/over-stores.ts";
import { peopleCampaign, peopleRows, TEMPLATES } from "../support/people-campaign.ts";
import { storeAt } from "../support/store-at.ts";
import { waitFor } from "./support/wait-for.ts";

const TAKES = 10;
const CONFIGURED = 4 * TAKES;
const PEOPLE = 15 * TAKES;

/** Simulates a simple throttle: a throttled provider pauses for the requested time, then continues at the full rate. */
function naive(store: Store): Store {
  const blind = (outcome: AttemptOutcome): AttemptOutcome =>
    outcome.errorCode === "provider/rate-limited"
      ? { ...outcome, errorCode: "provider/unavailable", retryAfterMs: outcome.retryAfterMs ?? 1_000 }
      : outcome;
  return {
    ...store,
    settle: (worker, outcomes) => store.settle(worker, outcomes.map(blind)),
    claim: (request) => store.claim({ ...request, settle: request.settle?.map(blind) }),
  };
}

async function campaign(db: string, change: (store: Store) => Store = (store) => store) {
  await using twilio = await fakeTwilio({ courier: { limit: { perSecond: TAKES } } });
  const { accountSid, authToken, url: baseUrl } = twilio;
  const main = twilioSms({ accountSid, authToken, from: "+33639989999", baseUrl, perSecond: CONFIGURED });
  const store = change(storeAt(db, undefined));
  const gateway = await createRelance(
    defineConfig({
      store,
      providers: { sms: { main } },
      publicUrl: "https://notify.example.org/relance",
      security: { signing: ["a-secret-for-this-test"] },
      delivery: "live",
      templates: TEMPLATES,
    }),
  );
  const stop = new AbortController();
  try {
    const steps = [{ channel: "sms", route: ["main"], template: "please@1", wait: "24h" }] as const;
    const people = peopleCampaign({ steps, watch: { onLoss: "warn" } });
    const handle = await gateway.campaigns.start(people, { rows: peopleRows(PEOPLE) });
    const running = gateway.run({ signal: stop.signal });
    const startedAt = performance.now();
    const taken = () => [...twilio.messages()].length;
    const rates: number[] = [];
    await waitFor("everybody's message", async () => {
      const { slowed } = await store.queues();
      rates.push(...slowed.map(({ perSecond }) => perSecond));
      return taken() >= PEOPLE;
    });
    const seconds = (performance.now() - startedAt) / 1_000;
    stop.abort();
    await running;
    const { states, attempts, holds } = await handle.ledger();
    const deferred = attempts.filter(({ state }) => state === "deferred");
    return {
      perSecond: taken() / seconds,
      to: new Set([...twilio.messages()].map((message) => message.to)),
      throttled: deferred.reduce((sum, { count }) => sum + count, 0),
      rates,
      states,
      holds,
    };
  } finally {
    stop.abort();
    await gateway.close();
  }
}

await overStores((openPlace) => {
  it("finds the rate that a provider's API accepts, with few refusals, and loses no recipient", async () => {
    await using here: StorePlace = await openPlace();
    await using there: StorePlace = await openPlace();
    const [adaptive, before] = await Promise.all([campaign(here.db), campaign(there.db, naive)]);
    for (const { to, states, holds } of [adaptive, before]) {
      expect(to.size).toBe(PEOPLE);
      expect(states).toMatchObject({ active: PEOPLE, pending: 0, exhausted: 0 });
      expect(holds).toBe(true);
    }
    expect(adaptive.perSecond).toBeGreaterThan(0.7 * TAKES);
    expect(before.throttled).toBeGreaterThan(2 * adaptive.throttled);
    expect(before.rates).toEqual([]);
    expect(Math.min(...adaptive.rates)).toBeLessThan(1.5 * TAKES);
    expect(Math.min(...adaptive.rates)).toBeGreaterThan(0.5 * TAKES);
  });
});

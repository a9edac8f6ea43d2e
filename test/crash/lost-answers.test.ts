import { sharedClock } from "@relance/store-sqlite";
import { createRelance } from "relance";
import { expect, it } from "vitest";
import { gatewayConfig } from "../e2e/support/gateway-config.ts";
import { waitFor } from "../e2e/support/wait-for.ts";
import { overStores } from "../support/over-stores.ts";
import { peopleCampaign, peopleRows, TEMPLATES } from "../support/people-campaign.ts";
import { openLossyStore } from "./support/lost-answers.ts";
import { countOf, openSite } from "./support/site.ts";

const PEOPLE = 12;

await overStores((openPlace) => {
  it("a claim whose answer is lost after the commit: its recipients are claimed again within seconds, with one message each", async () => {
    await using site = await openSite(openPlace, { people: PEOPLE });
    const clock = sharedClock();
    await using lossy = await openLossyStore(site.settings.db, clock);
    const events: string[] = [];
    const config = gatewayConfig(site.settings, clock);
    const gateway = await createRelance({
      ...config,
      store: lossy.store,
      templates: TEMPLATES,
      observe: { ...config.observe, log: ({ event }) => events.push(event) },
    });
    const campaign = await gateway.campaigns.start(peopleCampaign(), { rows: peopleRows(PEOPLE) });
    const stop = new AbortController();
    const working = gateway.run({ signal: stop.signal });
    await waitFor(
      "a claim that nobody heard of",
      async () => countOf(await site.onDisk(), "submitting") > 0 && events.includes("store.failing"),
    );
    expect(site.outside.twilio.requests()).toBe(0);

    lossy.mend();
    await waitFor("everybody's message", async () => countOf(await campaign.ledger(), "accepted") === PEOPLE);
    expect([...site.taken().values()]).toEqual(Array.from({ length: PEOPLE }, () => 1));
    const ledger = await campaign.ledger();
    expect(ledger).toMatchObject({ holds: true, states: { active: PEOPLE } });
    expect(countOf(ledger, "not-sent")).toBeGreaterThan(0);
    expect(countOf(ledger, "submitting") + countOf(ledger, "uncertain")).toBe(0);
    expect(events).toContain("claim.unheard");
    stop.abort();
    await working;
    await gateway.close();
  });
});

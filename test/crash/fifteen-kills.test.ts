import { setTimeout as pause } from "node:timers/promises";
import { VirtualTime } from "@relance/testing";
import type { CampaignDefinition } from "relance";
import { partsOf } from "relance/parts";
import { expect, it } from "vitest";
import { waitFor } from "../e2e/support/wait-for.ts";
import { besideNothing } from "../support/over-stores.ts";
import { openSite } from "./support/site.ts";
import { tried } from "./support/verdict.ts";

const { env } = process;
/** Number of recipients. A run with 20,000 recipients takes six minutes. */
const PEOPLE = Number(env.RELANCE_TEST_PEOPLE ?? 600);
const KILLS = 15;
const CONCURRENCY = 32;
const LONGEST_LIFE_MS = PEOPLE / 3;
/** Number of processes that are killed early, while they open the store and enroll recipients. */
const EARLY_KILLS = 4;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const ONE_STEP: Partial<CampaignDefinition> = {
  steps: [
    {
      channel: "sms",
      route: ["main", "second"],
      template: "please@1",
      wait: "24h",
      onMissingReceipt: { after: "30m" },
    },
  ],
};

it("a file survives 15 kills at random moments: no recipient is lost, and only uncertain messages are repeated", {
  timeout: 1_800_000,
}, async () => {
  const moments = new VirtualTime(2015);
  await using site = await openSite(besideNothing, {
    people: PEOPLE,
    concurrency: CONCURRENCY,
    definition: ONE_STEP,
  });
  for (let kill = 0; kill < KILLS; kill++) {
    await using process = site.start();
    if (kill >= EARLY_KILLS) await process.ready;
    await pause(300 + moments.random() * LONGEST_LIFE_MS);
    process.signal("SIGKILL");
    expect(await process.done).toMatchObject({ signal: "SIGKILL" });
    await site.outlive();
  }
  const before = site.taken().size;

  await using next = await site.open();
  await tried(next);
  await next.pass(11 * MINUTE);
  await waitFor("every doubt to end", async () =>
    (await next.ledger()).attempts.every(({ state }) => state !== "uncertain" && state !== "submitting"),
  );
  const taken = site.taken();
  const carriersOf = Map.groupBy(taken.keys(), (place) => place.split(" ")[1]);
  expect(carriersOf.size).toBe(PEOPLE);
  expect([...taken].filter(([, count]) => count > 1)).toEqual([]);
  const uncertain = new Set<string | undefined>();
  const doubted = new Set<string | undefined>();
  for (let cursor: string | undefined; ; ) {
    const page = await partsOf(next.gateway).store.events({ cursor, limit: 1_000 });
    for (const { type, key } of page.events) {
      if (type === "attempt.uncertain") uncertain.add(key);
      if (type === "attempt.uncertain" || type === "attempt.unknown") doubted.add(key);
    }
    if (page.events.length < 1_000) break;
    ({ cursor } = page);
  }
  const repeated = [...carriersOf].filter(([, carriers]) => carriers.length > 1).map(([key]) => key);
  expect(repeated.filter((key) => !doubted.has(key))).toEqual([]);
  expect(uncertain.size).toBeLessThanOrEqual(KILLS * CONCURRENCY);

  await next.pass(73 * HOUR);
  await waitFor("the end", async () => {
    const { states } = await next.ledger();
    return states.pending + states.active === 0;
  });
  expect(await next.everybody()).toHaveLength(PEOPLE);
  expect((await next.ledger()).holds).toBe(true);
  expect(await next.findings()).toEqual([]);
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(PEOPLE);
});

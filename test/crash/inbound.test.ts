import { describe, expect, it } from "vitest";
import { waitFor } from "../e2e/support/wait-for.ts";
import { overStores } from "../support/over-stores.ts";
import type { Failpoint } from "./support/failpoints.ts";
import { openSite } from "./support/site.ts";
import { playOut, press } from "./support/verdict.ts";

const PEOPLE = 12;
const CONCURRENCY = 4;
const EVERYBODY = new Set(Array.from({ length: PEOPLE }, (_, n) => `p${n}`));

await overStores((openPlace) => {
  describe("kill -9 while requests arrive", () => {
    it.each<Failpoint & { readonly acknowledged: number }>([
      { place: "acknowledge", when: "before", pass: 3, acknowledged: 0 },
      { place: "acknowledge", when: "after", pass: 3, acknowledged: 1 },
    ])(
      "$when acknowledge ($pass): every answer reported as recorded is stored, and the other recipients press again",
      async ({ acknowledged, ...failpoint }) => {
        await using site = await openSite(openPlace, { people: PEOPLE, concurrency: CONCURRENCY });
        await using process = site.start({ failpoint });
        await process.ready;
        await waitFor("everybody's link", () => site.outside.twilio.requests() >= PEOPLE);
        const told = await press(site, EVERYBODY);
        expect(await process.done).toMatchObject({ signal: "SIGKILL" });
        await site.outlive();
        expect(told.size).toBeLessThan(PEOPLE);
        const left = await site.onDisk();
        expect(left?.states.acknowledged).toBeGreaterThanOrEqual(Math.max(told.size, acknowledged));
        await using next = await site.open();
        const before = (await next.everybody()).flatMap(({ key, state }) => (state === "acknowledged" ? [key] : []));
        expect([...told].filter((key) => !before.includes(key))).toEqual([]);
        const again = await press(site, new Set([...EVERYBODY].filter((key) => !told.has(key))));
        expect(told.size + again.size).toBe(PEOPLE);
        await playOut(site, next, { each: 1, doubtful: CONCURRENCY }, new Set([...told, ...again]));
      },
    );

    it.each<Failpoint & { readonly kept: number }>([
      { place: "record", when: "before", kept: 0 },
      { place: "record", when: "after", kept: 1 },
    ])(
      "$when record: every item answered with 2xx is stored, and a repeated item counts once",
      async ({ kept, ...failpoint }) => {
        await using site = await openSite(openPlace, {
          people: PEOPLE,
          concurrency: CONCURRENCY,
          receipts: 0,
        });
        await using process = site.start({ failpoint });
        await process.ready;
        const { twilio } = site.outside;
        await waitFor("everybody's message", () => twilio.requests() >= PEOPLE);
        await waitFor("the answers to be on the disk", async () => {
          const ledger = await site.onDisk();
          return ledger?.attempts.every(({ state, count }) => state === "accepted" && count === PEOPLE) ?? false;
        });
        const sids = [...twilio.messages()].map(({ sid }) => sid);
        const answers = await Promise.all(sids.map((sid) => twilio.report(sid, "delivered")));
        expect(await process.done).toMatchObject({ signal: "SIGKILL" });
        await site.outlive();
        const confirmed = answers.filter((status) => status === 200).length;
        const delivered = async () =>
          (await site.onDisk())?.attempts.find(({ evidence }) => evidence === "delivered")?.count ?? 0;
        expect(await delivered()).toBeGreaterThanOrEqual(Math.max(confirmed, kept));
        await using next = await site.open();
        for (const sid of sids) expect(await twilio.report(sid, "delivered")).toBe(200);
        expect(await delivered()).toBe(PEOPLE);
        const told = await press(site, EVERYBODY);
        expect(told.size).toBe(PEOPLE);
        expect(await next.ledger()).toMatchObject({
          holds: true,
          states: { acknowledged: PEOPLE },
          totals: { attempts: PEOPLE, contradictory: 0 },
        });
        expect(await next.findings()).toEqual([]);
      },
    );
  });
});

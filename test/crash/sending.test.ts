import type { Ledger } from "relance";
import { describe, expect, it } from "vitest";
import { waitFor } from "../e2e/support/wait-for.ts";
import { overStores } from "../support/over-stores.ts";
import { AT_LEAST_ONCE } from "../support/people-campaign.ts";
import type { Failpoint } from "./support/failpoints.ts";
import { countOf, openSite, type Site } from "./support/site.ts";
import { playOut, tried } from "./support/verdict.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PEOPLE = 12;
const CONCURRENCY = 4;

const DEAF = { hears: false };

interface Row extends Failpoint {
  readonly left: (ledger: Ledger | undefined, requests: number) => unknown;
}

const audience = (ledger: Ledger | undefined) => [ledger?.state, ledger?.states.pending];
const claimed = (ledger: Ledger | undefined, requests: number) => [countOf(ledger, "submitting"), requests > 0];

await overStores((openPlace) => {
  describe("kill -9 during sends, with at most one request per attempt", () => {
    it.each<Row & { readonly onDisk: unknown }>([
      { place: "define", when: "before", left: audience, onDisk: [undefined, undefined] },
      { place: "enroll", when: "before", left: audience, onDisk: ["draft", 0] },
      { place: "enroll", when: "after", left: audience, onDisk: ["enrolling", PEOPLE] },
      { place: "seal", when: "before", left: audience, onDisk: ["enrolling", PEOPLE] },
      { place: "seal", when: "after", left: audience, onDisk: ["running", PEOPLE] },
      { place: "claim", when: "before", left: claimed, onDisk: [0, false] },
      { place: "claim", when: "after", left: claimed, onDisk: [CONCURRENCY, false] },
      { place: "send", when: "before", left: claimed, onDisk: [CONCURRENCY, false] },
      { place: "send", when: "after", left: claimed, onDisk: [CONCURRENCY, true] },
      {
        place: "settle",
        when: "before",
        left: (ledger) => countOf(ledger, "submitting"),
        onDisk: CONCURRENCY,
      },
      { place: "settle", when: "after", left: (ledger) => countOf(ledger, "accepted") > 0, onDisk: true },
    ])(
      "$when $place: no recipient is lost, and no recipient gets two messages through one carrier",
      async ({ left, onDisk, ...failpoint }) => {
        await using site = await openSite(openPlace, { people: PEOPLE, concurrency: CONCURRENCY });
        expect(await site.dieAt(failpoint, DEAF)).toMatchObject({ signal: "SIGKILL" });
        expect(left(await site.onDisk(), site.outside.twilio.requests())).toEqual(onDisk);
        await using next = await site.open();
        await playOut(site, next, { each: 1, doubtful: CONCURRENCY });
      },
    );
  });

  describe("kill -9 during sends, at least once, through a carrier without look-ups", () => {
    it.each<Failpoint & { readonly least: number }>([
      { place: "claim", when: "after", least: 0 },
      { place: "send", when: "before", least: 0 },
      { place: "send", when: "after", least: 1 },
      { place: "settle", when: "before", least: 1 },
    ])("$when $place: at most one more message per recipient and crash", async ({ least, ...failpoint }) => {
      await using site = await openSite(openPlace, {
        people: PEOPLE,
        concurrency: CONCURRENCY,
        definition: AT_LEAST_ONCE,
        secondReceipts: 0,
      });
      expect(await site.dieAt(failpoint, DEAF)).toMatchObject({ signal: "SIGKILL" });
      await using next = await site.open();
      await playOut(site, next, { each: 2, doubtful: CONCURRENCY });
      expect(site.outside.gateway.requests()).toBeGreaterThanOrEqual(PEOPLE + least);
    });
  });

  describe("kill -9 while due times are applied", () => {
    async function waiting(): Promise<Site> {
      const site = await openSite(openPlace, { people: PEOPLE, concurrency: CONCURRENCY });
      await using first = await site.open();
      await tried(first);
      await waitFor("every receipt", async () =>
        (await first.ledger()).attempts.every(({ evidence }) => evidence === "delivered"),
      );
      return site;
    }

    it.each<Failpoint>([
      { place: "escalate", when: "before" },
      { place: "escalate", when: "after" },
    ])("$when $place: every recipient gets the next message once", async (failpoint) => {
      await using site = await waiting();
      expect(await site.dieAt(failpoint, { offsetMs: 25 * HOUR })).toMatchObject({ signal: "SIGKILL" });
      const left = await site.onDisk();
      expect(left?.attempts.filter(({ step }) => step === 2)).toEqual([]);
      await using next = await site.open(25 * HOUR);
      await waitFor("mail to everybody", () => site.outside.smtp.mails().length >= PEOPLE);
      await tried(next);
      expect(site.outside.smtp.mails().length).toBe(PEOPLE);
      expect(await next.ledger()).toMatchObject({ holds: true, states: { active: PEOPLE } });
      expect(await next.findings()).toEqual([]);
    });

    it.each<Failpoint & { readonly open: number }>([
      { place: "expire", when: "before", open: PEOPLE },
      { place: "expire", when: "after", open: 0 },
    ])("$when $place: the deadline ends every enrollment once", async ({ open, ...failpoint }) => {
      await using site = await waiting();
      expect(await site.dieAt(failpoint, { offsetMs: 73 * HOUR })).toMatchObject({ signal: "SIGKILL" });
      expect((await site.onDisk())?.states).toMatchObject({ active: open, expired: PEOPLE - open });
      await using next = await site.open(73 * HOUR);
      await waitFor("the end", async () => (await next.ledger()).states.expired === PEOPLE);
      expect(await next.ledger()).toMatchObject({ holds: true, unreachedBy: { deadline: PEOPLE } });
      expect(await next.findings()).toEqual([]);
      expect(site.outside.smtp.mails()).toEqual([]);
    });

    it.each<Failpoint>([
      { place: "recover", when: "before" },
      { place: "recover", when: "after" },
    ])(
      "$when $place, after a kill that left uncertain attempts: no attempt becomes uncertain twice",
      async (failpoint) => {
        await using site = await openSite(openPlace, { people: PEOPLE, concurrency: CONCURRENCY });
        await site.dieAt({ place: "send", when: "after" }, DEAF);
        expect(await site.dieAt(failpoint, DEAF)).toMatchObject({ signal: "SIGKILL" });
        await using next = await site.open();
        await playOut(site, next, { each: 1, doubtful: 2 * CONCURRENCY });
      },
    );

    it("after resolve, with a pending look-up: the carrier is asked again, and no message is sent because of it", async () => {
      const people = CONCURRENCY;
      await using site = await openSite(openPlace, { people, concurrency: CONCURRENCY, receipts: 0 });
      await site.dieAt({ place: "send", when: "after" }, DEAF);
      await site.dieAt({ place: "recover", when: "after" }, DEAF);
      expect(await site.dieAt({ place: "resolve", when: "after" }, DEAF)).toMatchObject({
        signal: "SIGKILL",
      });
      expect(countOf(await site.onDisk(), "uncertain")).toBe(people);
      await using next = await site.open(MINUTE);
      const taken = site.taken().size;
      expect(taken).toBeGreaterThan(0);
      await waitFor("answers about all that was taken", async () => countOf(await next.ledger(), "accepted") === taken);
      expect(site.outside.twilio.requests()).toBe(taken);
      expect(site.outside.gateway.requests()).toBe(0);
      expect(await next.ledger()).toMatchObject({ holds: true, totals: { attempts: people } });
    });
  });
});

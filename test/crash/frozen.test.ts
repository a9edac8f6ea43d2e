import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gatewaySignature } from "@relance/simulator";
import { describe, expect, it } from "vitest";
import { waitFor } from "../e2e/support/wait-for.ts";
import type { GatewayProcess } from "../support/gateway-process.ts";
import { type OpenPlace, overStores } from "../support/over-stores.ts";
import type { Failpoint } from "./support/failpoints.ts";
import { countOf, openSite, type Site, type SiteOptions } from "./support/site.ts";

const MINUTE = 60_000;
const PEOPLE = 4;

interface Frozen extends AsyncDisposable {
  readonly site: Site;
  readonly worker: GatewayProcess;
  readonly next: GatewayProcess;
  count(state: Parameters<typeof countOf>[1]): Promise<number>;
}

async function frozen(openPlace: OpenPlace, place: Failpoint["place"], options: SiteOptions = {}): Promise<Frozen> {
  const site = await openSite(openPlace, { people: PEOPLE, concurrency: PEOPLE, ...options });
  const clockFile = join(site.folder, "clock");
  const count: Frozen["count"] = async (state) => countOf(await site.onDisk(), state);
  const failpoint = { place, when: "after", signal: "SIGSTOP" } as const;
  const worker = site.start({ failpoint, hears: false, clockFile });
  await waitFor("everybody to be claimed", async () => (await count("submitting")) === site.people);
  const requests = place === "send" ? site.people : 0;
  await waitFor("the requests", async () => [...site.taken()].length === requests);
  await writeFile(clockFile, String(MINUTE));
  const next = site.start({ clockFile });
  await next.ready;
  await waitFor("the other to take over", async () => (await count("submitting")) === 0);
  return {
    site,
    worker,
    next,
    count,
    async [Symbol.asyncDispose]() {
      await worker[Symbol.asyncDispose]();
      await next[Symbol.asyncDispose]();
      await site[Symbol.asyncDispose]();
    },
  };
}

await overStores((openPlace) => {
  describe("a worker stopped by SIGSTOP beyond its lease", () => {
    it("17: between claim and first byte: after SIGCONT it sends nothing and reports this; another worker sends once", async () => {
      await using scene = await frozen(openPlace, "claim");
      const { site } = scene;
      expect(site.taken().size).toBe(0);
      scene.worker.signal("SIGCONT");
      await waitFor("everybody's message", async () => (await scene.count("accepted")) === PEOPLE);
      expect([...site.taken().values()]).toEqual([1, 1, 1, 1]);
      expect(site.outside.twilio.requests() + site.outside.gateway.requests()).toBe(PEOPLE);
      expect(await scene.count("not-sent")).toBe(PEOPLE);
      expect(await site.onDisk()).toMatchObject({ holds: true, states: { active: PEOPLE } });
    });

    it("17: continued after its recipients got the message through the other carrier: it sends nothing and moves no recipient", async () => {
      await using scene = await frozen(openPlace, "claim");
      const { site } = scene;
      scene.next.pass(11 * MINUTE);
      await waitFor("the other carrier", async () => (await scene.count("accepted")) === PEOPLE);
      const before = (await site.onDisk())?.states;
      scene.worker.signal("SIGCONT");
      scene.worker.signal("SIGTERM"); // by now, the other carrier has accepted every message
      expect(await scene.worker.done).toMatchObject({ code: 0 });
      expect(site.outside.twilio.requests()).toBe(0);
      expect(site.outside.gateway.requests()).toBe(PEOPLE);
      expect(await site.onDisk()).toMatchObject({
        holds: true,
        states: before,
        totals: { attempts: 2 * PEOPLE },
      });
    });

    it("18: after the provider's API accepted it: the late settle stores the provider's id, and a receipt with that id matches", async () => {
      const definition = {
        steps: [{ channel: "sms", route: ["second", "main"], template: "please@1", wait: "24h" }],
      } as const;
      await using scene = await frozen(openPlace, "send", { people: 1, secondReceipts: 0, definition });
      const { site } = scene;
      const taken = [...site.outside.gateway.messages()];
      expect(taken).toHaveLength(1);
      scene.worker.signal("SIGCONT");
      await waitFor("the late settle", async () => (await scene.count("accepted")) === 1);
      for (const { id } of taken) {
        const body = JSON.stringify({ id, status: "delivered" });
        const answer = await fetch(`${site.settings.publicUrl}/receipts/sms.second`, {
          method: "POST",
          headers: {
            "content-type": "application/json",
            "x-gateway-signature": gatewaySignature(site.outside.gateway.secret, body),
          },
          body,
        });
        expect(answer.ok).toBe(true);
      }
      await waitFor("the receipts", async () => {
        const attempts = (await site.onDisk())?.attempts ?? [];
        const left = attempts.filter(({ state }) => state !== "not-sent");
        return left.every(({ evidence }) => evidence === "delivered");
      });
      expect(site.outside.twilio.requests()).toBe(0);
      expect(site.outside.gateway.requests()).toBe(1);
      expect(await site.onDisk()).toMatchObject({ holds: true, states: { active: 1 } });
    });
  });
});

import { createConsole } from "@relance/console";
import type { Store } from "@relance/spec";
import { describe, expect, it } from "vitest";
import type { SessionFacts } from "../../packages/apps/console/src/wire/views.ts";
import { isWhole } from "../support/part.ts";
import { waitFor } from "./support/wait-for.ts";
import { cookieOf, openWatched, TOKEN } from "./support/watched.ts";

function counted(store: Store): { readonly store: Store; readonly asked: () => number } {
  let asked = 0;
  const proxy = new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return (...words: unknown[]) => {
        asked += 1;
        return value.apply(target, words);
      };
    },
  });
  return { store: proxy, asked: () => asked };
}

async function watch(url: string, cookie: string, signal: AbortSignal) {
  const response = await fetch(`${url}live?view=campaign:1`, { headers: { cookie }, signal });
  const told = { status: response.status, looks: 0, text: "" };
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      told.text += decoder.decode(chunk, { stream: true });
      told.looks = told.text.split("event: now\n").length - 1;
    }
  })();
  reading.catch(() => {});
  return told;
}

describe("access to the console", () => {
  it("is denied without a token, and the token is removed from the URL immediately", async () => {
    await using here = await openWatched();
    for (const place of ["", "session", "live?view=campaigns", "report/1", "?token=a-token-of-nobody-here"]) {
      const response = await fetch(`${here.url}${place}`);
      expect(response.status, place).toBe(401);
      expect(await response.text()).not.toContain("stack");
    }
    const opened = await fetch(`${here.url}?token=${TOKEN}`, { redirect: "manual" });
    expect(opened.status).toBe(303);
    expect(opened.headers.get("location")).toBe("/staff/console/");
    expect(opened.headers.get("set-cookie")).toMatch(/; Path=\/staff\/console\/; HttpOnly; SameSite=Strict$/);
    const cookie = await cookieOf(here.url);
    expect((await fetch(here.url, { headers: { cookie } })).status).toBe(200);
    expect((await fetch(here.url, { headers: { cookie: "relance_console=x" } })).status).toBe(401);
  });

  it("leads to no campaign that is not in the store", async () => {
    await using here = await openWatched({}, { works: false });
    const cookie = await cookieOf(here.url);
    for (const view of ["campaign:99999", "campaign:0", "campaign:x", "constructor", ""])
      expect((await fetch(`${here.url}live?view=${view}`, { headers: { cookie } })).status, view).toBe(404);
    const leaving = new AbortController();
    expect((await watch(here.url, cookie, leaving.signal)).status).toBe(200);
    leaving.abort();
  });

  it("is decided by the application's own check if one is configured", async () => {
    await using here = await openWatched({
      token: undefined,
      viewerToken: undefined,
      authorize: ({ headers }) => {
        const actor = headers.get("x-staff");
        return actor === null ? undefined : { actor, role: "viewer" };
      },
    });
    expect((await fetch(here.url)).status).toBe(401);
    const session = await fetch(`${here.url}session`, { headers: { "x-staff": "ada" } });
    expect(await session.json()).toMatchObject({ actor: "ada", role: "viewer" });
  });

  it("shows operators the secret URLs to enter at vendors, and viewers none", async () => {
    await using here = await openWatched({
      token: undefined,
      viewerToken: undefined,
      authorize: ({ headers }) => ({ role: headers.get("x-staff") === "ada" ? "operator" : "viewer" }),
    });
    const session = async (staff: string) =>
      (await (await fetch(`${here.url}session`, { headers: { "x-staff": staff } })).json()) as SessionFacts;
    expect((await session("ada")).addresses).toEqual(here.stack.gateway.views.vendorAddresses());
    expect((await session("ada")).addresses.map(({ provider }) => provider)).toContain("sms.main");
    expect((await session("bob")).addresses).toEqual([]);
  });

  it.each([null, false, "", 0, {}, { role: "admin" }, "operator"])(
    "is denied if the application's own check returns %j",
    async (answered) => {
      await using here = await openWatched(
        { token: undefined, viewerToken: undefined, authorize: () => answered as unknown as undefined },
        { works: false },
      );
      for (const place of ["", "session", "live?view=campaigns", "report/1"])
        expect((await fetch(`${here.url}${place}`)).status, place).toBe(401);
    },
  );

  it("requires a way to identify visitors", async () => {
    await using here = await openWatched();
    const { gateway } = here.stack;
    expect(() => createConsole({ gateway })).toThrow(expect.objectContaining({ code: "config/invalid" }));
    expect(() => createConsole({ gateway, token: "short" })).toThrow(
      expect.objectContaining({ code: "config/invalid" }),
    );
  });
});

if (isWhole) {
  describe("the cost of open consoles", () => {
    it("is the same for ten consoles as for one, and nothing once all are closed", async () => {
      let asked = () => 0;
      await using here = await openWatched(
        {},
        {
          works: false,
          madeOf(config) {
            const one = counted(config.store);
            asked = one.asked;
            return { ...config, store: one.store };
          },
        },
      );
      const cookie = await cookieOf(here.url);

      async function callsOf(watchers: number): Promise<number> {
        const leaving = new AbortController();
        const all = await Promise.all(Array.from({ length: watchers }, () => watch(here.url, cookie, leaving.signal)));
        await waitFor("everybody to see", () => all.every(({ looks }) => looks > 0));
        const [before, from] = [asked(), all[0]?.looks ?? 0];
        await waitFor("four looks", () => (all[0]?.looks ?? 0) >= from + 4);
        const calls = asked() - before;
        leaving.abort();
        const told = new Set(all.map(({ text }) => text.includes('"name":"stack"')));
        expect(told).toEqual(new Set([true]));
        return calls;
      }

      const one = await callsOf(1);
      const ten = await callsOf(10);
      expect(one).toBeGreaterThan(4);
      expect(ten).toBeLessThan(2 * one);
      const since = performance.now();
      await waitFor("what was under way to end", () => performance.now() - since > 1_000);
      const after = asked();
      await waitFor("two looks' time", () => performance.now() - since > 3_500);
      expect(asked() - after).toBeLessThan(one / 4);
    });
  });

  describe("a page of unreached recipients", () => {
    it("is full even if the recipients with a cause are far apart among many others", async () => {
      await using here = await openWatched({}, { works: false });
      const { gateway } = here.stack;
      const many = Array.from({ length: 20_100 }, (_, n) => ({ id: `q${n}`, mobile: "", mail: `q${n}@example.org` }));
      await here.stack.start(many, { name: "many" });
      const last = many.length - 1;
      await gateway.acknowledge([0, last].map((n) => ({ key: `q${n}`, on: "came", answer: "help" })));
      await gateway.suppressions.add([1, 2].map((n) => ({ channel: "email", address: `q${n}@example.org` })));
      const response = await fetch(`${here.url}people/unreached`, {
        method: "POST",
        headers: { cookie: await cookieOf(here.url), "content-type": "application/json", "x-relance-console": "1" },
        body: JSON.stringify({ campaign: 2 }),
      });
      const { people, cursor } = (await response.json()) as { people: { key: string }[]; cursor?: string };
      expect(people.map(({ key }) => key)).toEqual(["q0", `q${last}`, "q1", "q2"]);
      expect(cursor).toBeUndefined();
    });
  });
}

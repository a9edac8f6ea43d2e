import { createConsole } from "@relance/console";
import { describe, expect, it } from "vitest";
import { cookieOf, openWatched, TOKEN, VIEWER_TOKEN, type Watched } from "./support/watched.ts";

const BY = { actor: "Ada", reason: "carrier called" };

async function asked(here: Watched, token: string) {
  const cookie = await cookieOf(here.url, token);
  return async (place: string, body: object, headers: Record<string, string> = {}) => {
    const response = await fetch(`${here.url}${place}`, {
      method: "POST",
      headers: { cookie, "content-type": "application/json", "x-relance-console": "1", ...headers },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
}

describe("operators' commands", () => {
  it("pause, resume and cancel, each recorded as an event with its author", async () => {
    await using here = await openWatched();
    const ask = await asked(here, TOKEN);
    const campaign = 1;
    const reviewInMs = 3_600_000;
    expect(await ask("controls/pause", { campaign, reviewInMs, ...BY })).toMatchObject({ status: 200 });
    expect((await here.stack.gateway.campaigns.ledgers())[0]?.state).toBe("held");
    await ask("controls/resume", { campaign, ...BY });
    await ask("controls/pause", { campaign, provider: "sms.main", via: "sms.second", reviewInMs, ...BY });
    const states = await (await here.stack.gateway.campaigns.get("stack")).providerStatus();
    expect(states[0]).toMatchObject({
      provider: "sms.main",
      condition: "paused",
      causes: [{ by: "operator", actor: "Ada", why: "carrier called", via: "sms.second" }],
    });
    await ask("controls/resume", { campaign, provider: "sms.main", override: true, ...BY });
    expect(await ask("controls/cancel", { campaign, name: "another", ...BY })).toMatchObject({ status: 400 });
    const cancelled = await ask("controls/cancel", { campaign, name: "stack", ...BY });
    expect(cancelled).toEqual({ status: 200, body: { cancelled: 8 } });
    for (const [place, more] of [
      ["controls/pause", { reviewInMs }],
      ["controls/resume", {}],
      ["controls/cancel", { name: "stack" }],
    ] as const)
      expect(await ask(place, { campaign, ...more, ...BY }), `${place}, when it is over`).toMatchObject({
        status: 409,
        body: { code: "campaign/not-running" },
      });
    const told = (await here.stack.events()).filter(({ by, key }) => by === "Ada: carrier called" && key === undefined);
    expect(told.map(({ type, provider }) => [type, provider])).toEqual([
      ["campaign.held", undefined],
      ["campaign.started", undefined],
      ["campaign.steered", "sms.main"],
      ["campaign.steered", "sms.main"],
      ["campaign.cancelled", undefined],
    ]);
  });

  it("refuse an unknown field, instead of pausing the whole campaign", async () => {
    await using here = await openWatched();
    const ask = await asked(here, TOKEN);
    const pause = { campaign: 1, provder: "sms.main", reviewInMs: 3_600_000, ...BY };
    expect(await ask("controls/pause", pause)).toMatchObject({
      status: 400,
      body: { code: "console/bad-request", message: "provder: there is no such setting; did you mean provider?" },
    });
    expect(await ask("people/reveal", { campaign: 1, key: "p1", ...BY })).toMatchObject({ status: 400 });
    expect((await here.stack.gateway.campaigns.ledgers())[0]?.state).toBe("running");
  });

  it("change one destination of a provider, and are refused if that destination changed in the meantime", async () => {
    await using here = await openWatched();
    const ask = await asked(here, TOKEN);
    const destination = { campaign: 1, provider: "sms.main", step: 1, destination: "+3363", ...BY };
    const campaign = await here.stack.gateway.campaigns.get("stack");
    const causes = async () => (await campaign.providerStatus())[0]?.causes;
    const reviewInMs = 3_600_000;
    const paused = await ask("controls/pause", { ...destination, via: "sms.second", reviewInMs });
    expect(await causes()).toMatchObject([{ by: "operator", via: "sms.second", destination: "+3363" }]);
    const { version } = paused.body as { version: number };
    expect(await ask("controls/throttle", { ...destination, perMinute: 60, version })).toMatchObject({
      status: 200,
    });
    expect(await causes()).toContainEqual(expect.objectContaining({ perSecond: 1, destination: "+3363" }));
    expect(await ask("controls/resume", { ...destination, version })).toMatchObject({
      status: 409,
      body: { code: "campaign/steered-since" },
    });
    await ask("controls/resume", { ...destination, version: version + 1 });
    await ask("controls/throttle", { ...destination, version: version + 2 });
    expect(await causes()).toEqual([]);
    expect(await ask("controls/pause", { ...destination, destination: "+44", reviewInMs })).toMatchObject({
      status: 409,
      body: { code: "campaign/destination-unknown" },
    });
  });

  it("can forecast how many recipients a pause would stop, without doing anything", async () => {
    await using here = await openWatched();
    const ask = await asked(here, TOKEN);
    const campaign = await here.stack.gateway.campaigns.get("stack");
    const before = await campaign.providerStatus();
    const scope = { campaign: 1, provider: "sms.main" };
    const answer = async (more: object) => (await ask("controls/pause-effect", { ...scope, ...more })).body;
    expect(await answer({})).toMatchObject({ waiting: 0, ways: ["sms.second"] });
    expect(await answer({ via: "sms.second" })).toMatchObject({ waiting: 0, ways: ["sms.second"] });
    expect(await answer({ wait: true })).toMatchObject({ rerouted: 0, ways: [] });
    expect(await ask("controls/pause-effect", { ...scope, via: "sms.second", wait: true })).toMatchObject({
      status: 409,
      body: { code: "config/invalid" },
    });
    expect(await campaign.providerStatus()).toEqual(before);
  });

  it("are refused from an outdated page, except for a plain pause", async () => {
    await using here = await openWatched();
    const ask = await asked(here, TOKEN);
    const campaign = 1;
    const main = { campaign, provider: "sms.main", ...BY };
    const reviewInMs = 3_600_000;
    const paused = await ask("controls/pause", { ...main, reviewInMs });
    const { version } = paused.body as { version: number };
    await ask("controls/throttle", { ...main, actor: "Bob", perMinute: 60, version });
    const late = await ask("controls/resume", { ...main, override: true, version });
    expect(late).toMatchObject({ status: 409, body: { code: "campaign/steered-since" } });
    expect(String(late.body.message)).toContain("sms.main was limited to 1/s by Bob: carrier called");
    const [before] = await (await here.stack.gateway.campaigns.get("stack")).providerStatus();
    expect(before).toMatchObject({ condition: "paused", version: version + 1 });
    expect(await ask("controls/resume", { ...main, version: version + 1 })).toEqual({
      status: 200,
      body: { version: version + 2, isUnseen: false },
    });
    expect(await ask("controls/pause", { ...main, reviewInMs })).toMatchObject({ status: 200 });
  });

  it("extend, escalate by the revision that was seen, and slow a provider down, each recorded with its author", async () => {
    await using here = await openWatched();
    const ask = await asked(here, TOKEN);
    const campaign = 1;
    const seen = async (key: string) => {
      const { person } = (await ask("people/read", { campaign, key })).body as { person: { revision: number } };
      return { campaign, key, revision: person.revision };
    };
    const until = Date.now() + 30 * 24 * 60 * 60_000;
    expect(await ask("orders/extend", { campaign, until, ...BY })).toEqual({
      status: 200,
      body: { moved: 8, reopened: 0 },
    });
    expect(await ask("orders/extend", { campaign, until, ...BY })).toMatchObject({
      status: 409,
      body: { code: "campaign/deadline-not-later" },
    });
    const p3 = await seen("p3");
    expect(await ask("orders/escalate", { ...p3, ...BY })).toEqual({ status: 200, body: { moved: 1 } });
    expect(await ask("orders/escalate", { ...p3, ...BY })).toMatchObject({
      status: 409,
      body: { code: "message/stale-revision" },
    });
    expect(await ask("orders/resume", { ...(await seen("p4")), ...BY })).toMatchObject({
      status: 409,
      body: { code: "message/not-moved" },
    });
    await (await here.stack.gateway.campaigns.get("stack")).remove(["p5"], { actor: "ada", reason: "moved" });
    expect(await ask("orders/resume", { ...(await seen("p5")), ...BY })).toMatchObject({ status: 200 });
    const nobody = { campaign, key: "nobody", revision: 1, ...BY };
    expect(await ask("orders/escalate", nobody)).toMatchObject({
      status: 409,
      body: { code: "message/unknown-recipient" },
    });
    for (const revision of [undefined, -1, 1.5, "1"])
      expect((await ask("orders/escalate", { ...p3, revision, ...BY })).status, String(revision)).toBe(400);
    const provider = "sms.main";
    expect((await ask("controls/throttle", { campaign, provider, perMinute: 30, ...BY })).status).toBe(200);
    const { version } = (await (await here.stack.gateway.campaigns.get("stack")).providerStatus())[0] ?? {};
    const stale = { campaign, provider, version: (version ?? 0) - 1, ...BY };
    for (const [place, more] of [
      ["controls/throttle", {}],
      ["controls/pause", { reviewInMs: 3_600_000, via: "sms.second" }],
      ["controls/resume", { override: true }],
    ] as const)
      expect(await ask(place, { ...stale, ...more }), place).toMatchObject({
        status: 409,
        body: { code: "campaign/steered-since" },
      });
    const elsewhere = { campaign, provider, step: 8, perMinute: 30, ...BY };
    expect(await ask("controls/throttle", elsewhere)).toMatchObject({
      status: 409,
      body: { code: "campaign/step-unknown" },
    });
    for (const perMinute of [0, -1, 1.5, 1e9])
      expect((await ask("controls/throttle", { campaign, provider, perMinute, ...BY })).status).toBe(400);
    const told = (await here.stack.events()).filter(({ by }) => by === "Ada: carrier called");
    expect(told.map(({ type, key }) => [type, key])).toEqual([
      ["campaign.amended", undefined],
      ["enrollment.escalated", "p3"],
      ["enrollment.reopened", "p5"],
      ["campaign.steered", undefined],
    ]);
    await (await here.stack.gateway.campaigns.get("stack")).cancel({ actor: "Bob", reason: "over" });
    for (const [place, more] of [
      ["orders/extend", { campaign, until: until + 1e9 }],
      ["orders/escalate", p3],
      ["orders/resume", p3],
    ] as const)
      expect(await ask(place, { ...more, ...BY }), place).toMatchObject({
        status: 409,
        body: { code: "campaign/not-running" },
      });
  });

  it("are refused with the store's own explanation", async () => {
    await using here = await openWatched();
    const ask = await asked(here, TOKEN);
    const wrong = { campaign: 1, provider: "sms.nobody", reviewInMs: 3_600_000, ...BY };
    expect(await ask("controls/pause", wrong)).toMatchObject({
      status: 409,
      body: { code: "config/provider-unknown" },
    });
    expect(await ask("controls/pause", { campaign: 1, ...BY })).toMatchObject({ status: 400 });
    expect(await ask("controls/pause", { campaign: 99, reviewInMs: 3_600_000, ...BY })).toMatchObject({
      status: 409,
      body: { code: "campaign/unknown" },
    });
    for (const place of ["controls/sing", "constructor", "__proto__", "toString", "people/constructor"])
      expect(await ask(place, { campaign: 1 }), place).toMatchObject({
        status: 404,
        body: { code: "console/unknown-place" },
      });
    const { origin } = new URL(here.url);
    expect((await ask("people/find", { campaign: 1, text: "p3" }, { origin })).status).toBe(200);
  });

  it("have no effect for viewers, for pages of other origins, and for forms", async () => {
    await using here = await openWatched();
    const pause = { campaign: 1, reviewInMs: 3_600_000, ...BY };
    const viewer = await asked(here, VIEWER_TOKEN);
    for (const place of [
      "controls/pause",
      "controls/resume",
      "controls/throttle",
      "controls/cancel",
      "orders/extend",
      "orders/escalate",
      "orders/resume",
      "people/reveal",
    ])
      expect((await viewer(place, pause)).status, place).toBe(403);
    const operator = await asked(here, TOKEN);
    expect((await operator("controls/pause", pause, { "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await operator("controls/pause", pause, { "x-relance-console": "" })).status).toBe(403);
    const tls = here.url.replace("http:", "https:");
    for (const origin of ["http://evil.example", "http://127.0.0.1:1", "null", new URL(tls).origin])
      expect((await operator("controls/pause", pause, { origin })).status, origin).toBe(403);
    expect((await here.stack.gateway.campaigns.ledgers())[0]?.state).toBe("running");
    await using readOnly = await openWatched({ readOnly: true });
    const nobody = await asked(readOnly, TOKEN);
    expect((await nobody("controls/pause", pause)).status).toBe(403);
  });
});

describe("a console behind a proxy that terminates TLS", () => {
  const page = "https://relance.example.org";

  it("accepts the requests of its page from a browser that has compared the schemes", async () => {
    await using here = await openWatched({}, { works: false });
    const ask = await asked(here, TOKEN);
    const { host } = new URL(here.url);
    const from = { origin: `https://${host}`, "sec-fetch-site": "same-origin" };
    expect((await ask("people/find", { campaign: 1, text: "p3" }, from)).status).toBe(200);
  });

  it("accepts only the configured origin, and its cookie is never sent without TLS", async () => {
    await using here = await openWatched({ origin: page }, { works: false });
    const ask = await asked(here, TOKEN);
    const find = async (origin: string) => (await ask("people/find", { campaign: 1, text: "p3" }, { origin })).status;
    expect(await find(page)).toBe(200);
    for (const other of ["http://relance.example.org", `${page}:8443`, new URL(here.url).origin])
      expect(await find(other), other).toBe(403);
    const opened = await fetch(`${here.url}?token=${TOKEN}`, { redirect: "manual" });
    expect(opened.headers.get("set-cookie")).toMatch(/; Secure$/);
  });

  it("refuses a configured URL that is more or less than an origin", async () => {
    await using here = await openWatched({}, { works: false });
    const { gateway } = here.stack;
    for (const origin of ["relance.example.org", `${page}/console`, "ftp://relance.example.org"])
      expect(() => createConsole({ gateway, token: TOKEN, origin }), origin).toThrow(
        expect.objectContaining({ code: "config/invalid" }),
      );
  });
});

describe("recipients in the console", () => {
  it("are found by key, phone and mailbox, with masked addresses until they are revealed, which is recorded", async () => {
    await using here = await openWatched();
    const ask = await asked(here, TOKEN);
    const viewer = await asked(here, VIEWER_TOKEN);
    for (const text of ["p3", "+33639980003", " Person3@example.org"]) {
      const { body } = await viewer("people/find", { campaign: 1, text });
      expect(body.people, text).toMatchObject([{ key: "p3" }]);
      expect(JSON.stringify(body)).not.toMatch(/33639980003|person3@/);
      expect(JSON.stringify(body)).toContain("+33•••03");
    }
    expect((await viewer("people/find", { campaign: 1, text: "nobody" })).body).toMatchObject({ people: [] });
    const read = await viewer("people/read", { campaign: 1, key: "p3" });
    expect(JSON.stringify(read.body)).not.toMatch(/33639980003|person3@/);
    expect(read.body.person).toMatchObject({ key: "p3", state: "active" });
    const revealed = await ask("people/reveal", { campaign: 1, keys: ["p3"], ...BY });
    expect(JSON.stringify(revealed.body)).toMatch(/33639980003/);
    const [event] = (await here.stack.events()).filter(({ type }) => type === "enrollment.revealed");
    expect(event).toMatchObject({ key: "p3", by: "Ada: carrier called" });
  });
});

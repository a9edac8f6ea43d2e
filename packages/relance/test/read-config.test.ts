import { describe, expect, it } from "vitest";
import { createRelance } from "../src/index.ts";
import { gatewayConfig, provider, SECRET } from "./support/gateway-config.ts";

const sms = provider("sms");

describe("a configuration with a mistake", () => {
  it.each<{ mistake: string; code: string; change: object }>([
    { mistake: "no store", code: "config/invalid", change: { store: undefined } },
    { mistake: "a store that is none", code: "config/invalid", change: { store: "relance.db" } },
    { mistake: "no providers", code: "config/invalid", change: { providers: undefined } },
    { mistake: "a negative pressAfter", code: "config/invalid", change: { http: { pressAfter: "-1s" } } },
    { mistake: "empty providers", code: "config/invalid", change: { providers: { sms: {} } } },
    { mistake: "an unknown channel", code: "config/invalid", change: { providers: { fax: { main: sms } } } },
    {
      mistake: "a provider in the wrong place",
      code: "config/invalid",
      change: { providers: { email: { main: sms } } },
    },
    {
      mistake: "a provider that is none",
      code: "config/invalid",
      change: { providers: { sms: { main: "twilio" } } },
    },
    { mistake: "a name with a dot", code: "config/invalid", change: { providers: { sms: { "a.b": sms } } } },
    {
      mistake: "a name of 41 characters",
      code: "config/invalid",
      change: { providers: { sms: { ["a".repeat(41)]: sms } } },
    },
    {
      mistake: "a send that outlives the lease",
      code: "config/lease-too-short",
      change: { providers: { sms: { main: provider("sms", { sendBudgetMs: 15_001 }) } } },
    },
    {
      mistake: "no concurrency at all",
      code: "config/invalid",
      change: { providers: { sms: { main: provider("sms", { concurrency: 0 }) } } },
    },
    {
      mistake: "a rate that is no number",
      code: "config/invalid",
      change: { providers: { sms: { main: provider("sms", { perSecond: Number.NaN }) } } },
    },
    {
      mistake: "a price for a provider that is not there",
      code: "config/invalid",
      change: { prices: { currency: "EUR", perMessage: { "sms.mian": 0.05 } } },
    },
    {
      mistake: "a price below nothing",
      code: "config/invalid",
      change: { prices: { currency: "EUR", perMessage: { "sms.main": -1 } } },
    },
    {
      mistake: "a price finer than an account is kept",
      code: "config/invalid",
      change: { prices: { currency: "EUR", perMessage: { "sms.main": 0.0000004 } } },
    },
    {
      mistake: "a currency in words",
      code: "config/invalid",
      change: { prices: { currency: "euros", perMessage: {} } },
    },
    {
      mistake: "hours of a carrier that is not there",
      code: "config/invalid",
      change: { carrierHours: { "sms.mian": { hours: "08:00-20:00" } } },
    },
    {
      mistake: "hours of a carrier that end before they begin",
      code: "config/invalid",
      change: { carrierHours: { "sms.main": { hours: "20:00-08:00" } } },
    },
    {
      mistake: "a holiday that nobody knows",
      code: "config/invalid",
      change: { carrierHours: { "sms.main": { hours: "08:00-20:00", holidays: ["France"] } } },
    },
    { mistake: "no secrets", code: "config/secret-missing", change: { security: { signing: undefined } } },
    { mistake: "an empty list of secrets", code: "config/secret-missing", change: { security: { signing: [] } } },
    {
      mistake: "a secret that is not set",
      code: "config/secret-missing",
      change: { security: { signing: [undefined] } },
    },
    { mistake: "an empty secret", code: "config/secret-missing", change: { security: { signing: [""] } } },
    {
      mistake: "a short secret behind a good one",
      code: "config/secret-missing",
      change: { security: { signing: [SECRET, "short"] } },
    },
    {
      mistake: "a secret of blanks",
      code: "config/secret-missing",
      change: { security: { signing: [" ".repeat(20)] } },
    },
    {
      mistake: "an encryptionSecret that is not set",
      code: "config/secret-missing",
      change: { security: { encryption: undefined } },
    },
    { mistake: "a text for secrets", code: "config/secret-missing", change: { security: { signing: SECRET } } },
    { mistake: "a short index secret", code: "config/secret-missing", change: { security: { index: "short" } } },
    {
      mistake: "a short older one",
      code: "config/secret-missing",
      change: { security: { index: [SECRET, "short"] } },
    },
    {
      mistake: "one key twice",
      code: "config/secret-missing",
      change: { security: { index: [SECRET, SECRET] } },
    },
    {
      mistake: "a public address that is none",
      code: "config/invalid",
      change: { publicUrl: "notify.example.org" },
    },
    { mistake: "a public address for files", code: "config/invalid", change: { publicUrl: "file:///etc" } },
    {
      mistake: "a query in the public address",
      code: "config/invalid",
      change: { publicUrl: "https://a.example/?x=1" },
    },
    {
      mistake: "a password in the public address",
      code: "config/invalid",
      change: { publicUrl: "https://a:b@a.example" },
    },
    { mistake: "an empty token", code: "config/invalid", change: { security: { apiTokens: [""] } } },
    { mistake: "a token that can be guessed", code: "config/invalid", change: { security: { apiTokens: ["admin"] } } },
    {
      mistake: "a country that there is not, of the guard of send()",
      code: "config/invalid",
      change: { security: { sendGuard: { countries: ["France"] } } },
    },
    {
      mistake: "a guard of send() that lets nothing leave",
      code: "config/invalid",
      change: { security: { sendGuard: { perPrefixMinute: 0 } } },
    },
    { mistake: "a misspelt delivery", code: "config/invalid", change: { delivery: "Live" } },
    {
      mistake: "an allow list that is none",
      code: "config/invalid",
      change: { delivery: { allow: "*@example.org" } },
    },
    { mistake: "a delivery that says nothing", code: "config/invalid", change: { delivery: {} } },
    { mistake: "a setting that is none", code: "config/invalid", change: { deliveri: "live" } },
    { mistake: "no address to ping", code: "config/invalid", change: { observe: { heartbeatUrl: "hc.example.org" } } },
  ])("is refused before the store is opened: $mistake", async ({ change, code }) => {
    let isOpened = false;
    const config = gatewayConfig(change);
    const store = Object.assign({}, config.store, {
      open: async () => {
        isOpened = true;
      },
    });
    const opening = createRelance("store" in change ? config : ({ ...config, store } as typeof config));
    await expect(opening).rejects.toMatchObject({ code, name: "ConfigError" });
    expect(isOpened).toBe(false);
  });

  it.each<{ change: object; path: string; near?: string }>([
    { change: { deliveri: "live" }, path: "deliveri", near: "delivery" },
    { change: { retention: { contact: "3d" } }, path: "retention.contact", near: "contacts" },
    { change: { prices: { currency: "EUR", perMesage: {} } }, path: "prices.perMesage", near: "perMessage" },
    {
      change: { carrierHours: { "sms.main": { hours: "08:00-20:00", holiday: ["FR"] } } },
      path: 'carrierHours["sms.main"].holiday',
      near: "holidays",
    },
    {
      change: { acknowledge: { alredyDone: () => [] } },
      path: "acknowledge.alredyDone",
      near: "alreadyDone",
    },
    { change: { replies: { answers: false } }, path: "replies.answers", near: "answer" },
    { change: { observe: { heartbeatUrls: {} } }, path: "observe.heartbeatUrls", near: "heartbeatUrl" },
    { change: { log: () => {} }, path: "log", near: "observe.log" },
    { change: { encryption: SECRET }, path: "encryption", near: "security.encryption" },
    { change: { http: { locales: "fr" } }, path: "http.locales", near: "locale" },
    {
      change: { delivery: { redirect: { smss: "+33639980001" } } },
      path: "delivery.redirect.smss",
      near: "sms",
    },
    { change: { retention: { everything: "3d" } }, path: "retention.everything" },
  ])("refuses an unknown setting: $path", async ({ change, path, near }) => {
    const rest = near === undefined ? "there are " : `did you mean ${near}?`;
    await expect(createRelance(gatewayConfig(change))).rejects.toMatchObject({
      code: "config/invalid",
      problems: [{ path, advice: expect.stringContaining(rest) }],
    });
  });

  it.each<{ change: object; path: string; advice: string }>([
    { change: { evidence: "yes" }, path: "evidence", advice: "write true or false" },
    {
      change: { signing: [SECRET] },
      path: "signing",
      advice: "there is no such setting; did you mean security.signing?",
    },
    {
      change: { security: { signing: [SECRET], indexSecret: SECRET } },
      path: "security.indexSecret",
      advice: "there is no such setting; did you mean security.index?",
    },
    {
      change: { secrets: [SECRET] },
      path: "secrets",
      advice: "there is no such setting; did you mean security.signing?",
    },
    { change: { observe: { ingressCheck: 1 } }, path: "observe.ingressCheck", advice: "write true or false" },
    {
      change: { delivery: { redirect: { sms: "12" } } },
      path: "delivery.redirect.sms",
      advice: "write one phone number with its country, such as +33639980001",
    },
    {
      change: { delivery: { redirect: { email: "foo" } } },
      path: "delivery.redirect.email",
      advice: "write one mailbox such as name@example.org, without quotes, names or lists",
    },
    {
      change: { templates: { x: {} } },
      path: "templates.x",
      advice: "name templates in code with their version, such as reminder@1",
    },
    {
      change: { templates: { "x@1": { smss: () => ({ text: "hello" }) } } },
      path: 'templates["x@1"].smss',
      advice: "there is no such setting; did you mean sms?",
    },
    {
      change: { templates: { "x@1": { sms: "hello" } } },
      path: 'templates["x@1"].sms',
      advice: "write a function that returns the content",
    },
    {
      change: { http: { locale: "de" } },
      path: "http.locale",
      advice: "write one of en, fr, or pass texts for this language",
    },
    { change: { http: { perTokenAMinute: 0 } }, path: "http.perTokenAMinute", advice: "write a number above 0" },
    { change: { retention: "3d" }, path: "retention", advice: "write { links, contacts, bodies, raw }" },
    {
      change: { retention: { raw: "3 days" } },
      path: "retention.raw",
      advice: "write a duration such as 10s, 15m or 90d",
    },
    { change: { replies: { answer: "no" } }, path: "replies.answer", advice: "write true or false" },
    {
      change: { acknowledge: { alreadyDone: [] } },
      path: "acknowledge.alreadyDone",
      advice: "write a function of keys",
    },
  ])("refuses an impossible value, with advice: $path", async ({ change, path, advice }) => {
    await expect(createRelance(gatewayConfig(change))).rejects.toMatchObject({
      code: "config/invalid",
      message: `${path}: ${advice}`,
      problems: [{ path, advice }],
    });
  });

  it.each([
    { change: { webhooks: [] }, path: "webhooks", call: "outgoingWebhooks({ … })", from: "@relance/outgoing-webhooks" },
    { change: { alerts: {} }, path: "alerts", call: "alerts({ … })", from: "@relance/alerts" },
    { change: { observe: { alerts: {} } }, path: "observe.alerts", call: "alerts({ … })", from: "@relance/alerts" },
    { change: { observe: { canaries: {} } }, path: "observe.canaries", call: "canaries()", from: "@relance/canaries" },
    {
      change: { observe: { metrics: {} } },
      path: "observe.metrics",
      call: "openTelemetry({ … })",
      from: "@relance/opentelemetry",
    },
  ])("reports that $path is now a plugin, and how to add it", async ({ change, path, call, from }) => {
    const advice = expect.stringMatching(/^this is now a plugin: write plugins: \[watch\(\), /);
    const opening = createRelance(gatewayConfig(change));
    await expect(opening).rejects.toMatchObject({ code: "config/invalid", problems: [{ path, advice }] });
    await expect(opening).rejects.toThrow(`${call}] with`);
    await expect(opening).rejects.toThrow(` of ${from};`);
  });

  it("lists every misspelt setting", async () => {
    const change = { deliveri: "live", retension: {}, observe: { logs: () => undefined } };
    await expect(createRelance(gatewayConfig(change))).rejects.toMatchObject({
      message: "deliveri: there is no such setting; did you mean delivery? (3 mistakes in all: see problems)",
      problems: [{ path: "deliveri" }, { path: "retension" }, { path: "observe.logs" }],
    });
  });

  it("lists every other mistake too, with the code of the first", async () => {
    const change = { security: { signing: ["short"] }, publicUrl: "notify.example.org", evidence: 1 };
    await expect(createRelance(gatewayConfig(change))).rejects.toMatchObject({
      code: "config/secret-missing",
      problems: [{ path: "security.signing" }, { path: "publicUrl" }, { path: "evidence" }],
    });
  });

  it("is also refused if it is missing", async () => {
    await expect(createRelance(undefined as never)).rejects.toMatchObject({
      code: "config/invalid",
      message: "createRelance: write { store, providers, security }",
    });
  });

  it("never shows a secret in its error", async () => {
    const opening = createRelance(gatewayConfig({ security: { signing: ["hunter2"], apiTokens: ["hunter3"] } }));
    await expect(opening).rejects.toMatchObject({ message: expect.not.stringContaining("hunter") });
  });
});

describe("a configuration", () => {
  it.each<{ named: string; change: object }>([
    { named: "secrets of which the newest is not set yet", change: { security: { signing: [undefined, SECRET] } } },
    {
      named: "a slash at the end of the public address",
      change: { publicUrl: "https://a.example/relance/" },
    },
    { named: "plain http on this machine", change: { publicUrl: "http://127.0.0.1:3000" } },
    { named: "an allow list", change: { delivery: { allow: ["*@example.org", "+33639980001"] } } },
    {
      named: "pages in a language of its own",
      change: { http: { locale: "de", texts: { de: { languageName: "Deutsch" } } } },
    },
    { named: "pages in a place of a language", change: { http: { locale: "fr-CA" } } },
    {
      named: "templates in code",
      change: { templates: { "visits/reminder@2.1": { sms: () => ({ text: "hello" }) } } },
    },
    { named: "a redirect of one channel", change: { delivery: { redirect: { sms: "+33639980001" } } } },
    { named: "channels without providers", change: { providers: { sms: { main: sms }, email: undefined } } },
  ])("may have $named", async ({ change }) => {
    const gateway = await createRelance(gatewayConfig(change));
    await gateway.close();
  });
});

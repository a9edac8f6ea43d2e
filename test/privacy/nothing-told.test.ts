import { EVENT_KINDS } from "@relance/spec";
import { freePort } from "@relance/test-postgres";
import { describe, expect, it } from "vitest";
import { ALERT_SECRET, openAlertReceiver } from "../e2e/support/alert-receiver.ts";
import { EVENT_SECRET, openEventReceiver } from "../e2e/support/event-receiver.ts";
import { openOutside } from "../e2e/support/outside.ts";
import type { Settings } from "../e2e/support/settings.ts";
import { waitFor } from "../e2e/support/wait-for.ts";
import { besideNothing } from "../support/over-stores.ts";
import { type EchoingHouse, openEchoingHouse } from "./support/echoing-house.ts";
import { leaksIn, textsOf } from "./support/leaks.ts";
import { BODY_MARK, loudPeople, SAID_MARK } from "./support/loud-campaign.ts";
import { loudProcess } from "./support/loud-process.ts";
import { rudeOutside } from "./support/rude-outside.ts";

const HOUR = 3_600_000;
const LEASE_MS = 31_000;
const SMTP_PASSWORD = "motdepasse-Crapaudine-77";
const BOUNCES = { domain: "retour.example.org", secret: "un-secret-des-retours-Fanfreluche-12345" };
const OVER = new Set(["acknowledged", "exhausted", "expired", "suppressed"].map((state) => `enrollment.${state}`));

function smtpUrl(house: EchoingHouse): string {
  const url = new URL(house.smtp.url);
  url.username = "help";
  url.password = SMTP_PASSWORD;
  return url.href;
}

describe("a campaign with provider APIs that repeat everything in their answers", () => {
  it("reveals no recipient, text, link or secret: in logs, errors, metrics, webhooks, alerts, answers", async () => {
    await using place = await besideNothing();
    await using house = await openEchoingHouse();
    await using outside = await openOutside();
    await using events = await openEventReceiver();
    await using alerts = await openAlertReceiver();
    const port = await freePort();
    const people = loudPeople(house.url);
    const settings: Settings = {
      db: place.db,
      publicUrl: `http://127.0.0.1:${port}/relance`,
      ...outside.settings,
      twilio: { ...outside.settings.twilio, url: house.url },
      gateway: { ...outside.settings.gateway, url: house.url },
      smtp: smtpUrl(house),
      bounces: BOUNCES,
      secrets: ["un-secret-de-la-maison-Turlutaine"],
      apiTokens: ["un-jeton-de-la-maison-Babioline"],
      timeout: "2s",
      alerts: { webhook: { url: alerts.url, secret: ALERT_SECRET, allowPrivate: true } },
      webhooks: { crm: { url: events.url, secret: EVENT_SECRET, allowPrivate: true, events: EVENT_KINDS } },
    };
    const order = { settings, port, people: people.map(({ row }) => row) };
    const rude = rudeOutside(settings, house);
    const toldOf = (type: string) =>
      new Set(events.taken.filter((one) => one.type === type).map(({ data }) => data.key));

    await using first = loudProcess({ ...order, failpoint: { place: "settle", when: "before", pass: 2 } });
    expect(await first.done, first.said()).toBe("SIGKILL");
    await using second = loudProcess({ ...order, settings: { ...settings, liveOffsetMs: LEASE_MS } });
    await second.ready;
    for (let step = 0; step < 4; step++) await second.pass(6 * HOUR + 1_000);
    await rude.reports();
    for (const [number, person] of people.entries()) await rude.writes(person, number);
    for (const person of people.slice(0, 1)) await rude.looks(person);
    const links = await rude.presses();
    await second.pass(72 * HOUR);
    const isOver = () => [...OVER].reduce((sum, type) => sum + toldOf(type).size, 0) >= people.length;
    await waitFor("the end of everybody", isOver);
    await waitFor("an alert", () => alerts.alerts.length > 0);
    second.stop();
    expect(await second.done).toBe(null);

    const said = {
      "the first process": first.said(),
      "the second process": second.said(),
      webhooks: events.asked.map(({ raw }) => raw).join("\n"),
      alerts: alerts.alerts.map(({ raw }) => raw).join("\n"),
      answers: rude.answers.map(({ text }) => text).join("\n"),
    };
    const secrets = [
      ...settings.secrets,
      ...settings.apiTokens,
      settings.twilio.authToken,
      Buffer.from(`${settings.twilio.accountSid}:${settings.twilio.authToken}`).toString("base64"),
      settings.gateway.apiKey,
      settings.gateway.secret,
      settings.vapid.privateKey,
      SMTP_PASSWORD,
      BOUNCES.secret,
      EVENT_SECRET,
      ALERT_SECRET,
    ];
    const texts = textsOf(people);
    expect(leaksIn(said, [...texts, BODY_MARK, SAID_MARK, ...links, ...secrets])).toEqual([]);
    // outgoing webhooks may contain recipients' keys, because they go to the caller's own systems
    const { webhooks: _, ...others } = said;
    expect(
      leaksIn(
        others,
        people.map(({ row }) => row.id),
      ),
    ).toEqual([]);

    const heard = { "the fake vendor": house.heard() };
    for (const { row, endpoint } of people) {
      const known = [row.mobile, row.mail, new URL(endpoint).pathname].filter(
        (text) => leaksIn(heard, [text]).length > 0,
      );
      expect(known.length, row.name).toBeGreaterThan(1);
    }
    for (const secret of [BODY_MARK, SMTP_PASSWORD, settings.gateway.apiKey])
      expect(leaksIn(heard, [secret])).not.toEqual([]);
    for (const [place, text] of Object.entries(said)) expect(text.length, place).toBeGreaterThan(200);
    const { "the second process": own } = said;
    for (const line of [
      "log {",
      "metrics [",
      "name: 'relance.step.lateness'",
      "error ProviderError",
      "error MessageError",
    ])
      expect(own).toContain(line);
    for (const type of [
      "attempt.rejected",
      "attempt.uncertain",
      "attempt.undelivered",
      "enrollment.replied",
      "enrollment.acknowledged",
    ])
      expect(toldOf(type), type).not.toEqual(new Set());
    const statuses = new Set(rude.answers.map(({ path, status }) => `${path.split("/")[1]} ${status}`));
    for (const answer of [
      "inbound 200",
      "inbound 403",
      "receipts 204",
      "receipts 403",
      "receipts 404",
      "a 200",
      "a 404",
    ])
      expect(statuses).toContain(answer);
  });
});

import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { ALERT_SECRET, openAlertReceiver } from "./support/alert-receiver.ts";
import { openStack } from "./support/stack.ts";
import { waitFor } from "./support/wait-for.ts";

const MINUTE = 60_000;
const PEOPLE = Array.from({ length: 30 }, (_, n) => ({ id: `p${n}`, mobile: `+336399800${10 + n}` }));
const STEPS = [{ channel: "sms", route: ["main", "second"], template: "please@1" }] as const;

describe("a vendor that refuses our account", () => {
  it.each([
    { onLoss: "reroute", deadline: "6h" },
    { onLoss: "warn", deadline: "72h" },
    { onLoss: "pause", deadline: "72h" },
  ] as const)(
    "is replaced by the next vendor within seconds, with an incident and an alert (onLoss: $onLoss)",
    async ({ onLoss, deadline }) => {
      await using receiver = await openAlertReceiver();
      const webhook = { url: receiver.url, secret: ALERT_SECRET, allowPrivate: true };
      await using stack = await openStack({ alerts: { webhook } });
      const { twilio, gateway } = stack.outside;
      twilio.mode("unauthorized");
      const audience = { contacts: { sms: "mobile" }, mode: "open" } as const;
      const campaign = await stack.start(PEOPLE, { deadline, audience, steps: STEPS, watch: { onLoss } });
      const reached = () => new Set([...gateway.messages()].map(({ to }) => to)).size;
      await waitFor("a message to every recipient", () => reached() === PEOPLE.length);
      await waitFor("an alert", () => receiver.alerts.some(({ type }) => type === "incident.opened"));
      const { rows } = await partsOf(stack.gateway).store.incidents({ limit: 10 });
      expect(rows).toMatchObject([{ kind: "breaker", provider: "sms.main", endedAt: undefined }]);
      const main = async () => (await campaign.providerStatus())[0];
      expect(await main()).toMatchObject({ provider: "sms.main", condition: "closed" });
      const refused = twilio.requests();
      twilio.mode("accept");
      await stack.pass(MINUTE + 5_000);
      await waitFor(
        "its turn to be tried",
        async () => !(await main())?.causes.some(({ by }) => by === "plugin:watch"),
      );
      await campaign.enroll([{ id: "late", mobile: "+33639980099" }]);
      await waitFor("the message that probes it", () => twilio.requests() === refused + 1);
      await stack.happened("attempt.accepted", "late");
      expect((await campaign.ledger()).holds).toBe(true);
      expect([...twilio.messages()].map(({ to }) => to)).toEqual(["+33639980099"]);
    },
  );

  it.each([{ others: 0 }, { others: 2 }])(
    "delays no recipient longer than the step, however often recipients probe the account ($others others)",
    async ({ others }) => {
      await using stack = await openStack(others === 0 ? {} : { madeOf: (config) => ({ ...config, plugins: [] }) });
      const { twilio, smtp } = stack.outside;
      twilio.mode("unauthorized");
      const steps = [
        { channel: "sms", route: ["main"], template: "please@1", wait: "2h" },
        { channel: "email", route: ["smtp"], template: "please@1", wait: "2h" },
      ] as const;
      const rows = PEOPLE.slice(0, others + 1).map((row) => ({ ...row, mail: `${row.id}@example.org` }));
      await stack.start(rows, { deadline: "12h", steps });
      await waitFor("a refusal", () => twilio.requests() > 0);
      const begun = stack.clock.now();
      while (smtp.mails().length < rows.length && stack.clock.now() < begun + 12 * 60 * MINUTE) {
        await stack.pass(5 * MINUTE);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      expect((stack.clock.now() - begun) / MINUTE).toBeLessThanOrEqual(130);
      expect(twilio.requests()).toBeGreaterThan(3);
    },
  );

  it("is replaced after a minute without the watch", async () => {
    await using stack = await openStack({ madeOf: (config) => ({ ...config, plugins: [] }) });
    const { twilio, gateway } = stack.outside;
    twilio.mode("unauthorized");
    await stack.start(PEOPLE.slice(0, 3), { deadline: "12h", steps: STEPS });
    await waitFor("a refusal", () => twilio.requests() > 0);
    const reached = () => new Set([...gateway.messages()].map(({ to }) => to)).size;
    for (let passed = 0; reached() < 3 && passed < 10; passed += 1) {
      await stack.pass(MINUTE);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    expect(reached()).toBe(3);
  });
});

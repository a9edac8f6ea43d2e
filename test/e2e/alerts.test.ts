import type { AlertsConfig } from "@relance/alerts";
import type { IncidentChange } from "@relance/spec";
import type { Store } from "relance";
import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { ALERT_SECRET, type AlertReceiver, openAlertReceiver } from "./support/alert-receiver.ts";
import { openStack, type Stack } from "./support/stack.ts";
import { waitFor } from "./support/wait-for.ts";

const MINUTE = 60_000;
const SUBJECT = {
  campaign: 1,
  kind: "loss",
  provider: "sms.main",
  destination: "+3363",
  actor: "plugin:watch",
} as const;
const FACT = "sms.main to +3363 loses about 26 % of its messages";

const webhookOf = ({ url }: AlertReceiver): AlertsConfig => ({
  webhook: { url, secret: ALERT_SECRET, allowPrivate: true },
});

function say(store: Store, change: IncidentChange["change"], did: IncidentChange["did"]) {
  const action = `sms.main is ${did}`;
  return store.incident({ ...SUBJECT, change, fact: FACT, action, did, figures: { accepted: 310 } });
}

async function alarmed(alerts: AlertsConfig): Promise<Stack> {
  const stack = await openStack({ alerts });
  await stack.start([{ id: "anna", mobile: "+33639980001", mail: "anna@example.org" }]);
  await say(partsOf(stack.gateway).store, "open", "slowed");
  return stack;
}

describe("an incident is reported to operators", () => {
  it("by a signed request: its beginning, its worsening and its end, each once", async () => {
    await using receiver = await openAlertReceiver();
    await using stack = await alarmed(webhookOf(receiver));
    const { store } = partsOf(stack.gateway);
    await waitFor("the first alert", () => receiver.alerts.length === 1);
    await say(store, "note", "slowed");
    await say(store, "note", "rerouted");
    await waitFor("the second alert", () => receiver.alerts.length === 2);
    await say(store, "end", "resumed");
    await waitFor("the third alert", () => receiver.alerts.length === 3);
    expect(receiver.alerts.map(({ type, isGenuine }) => [type, isGenuine])).toEqual([
      ["incident.opened", true],
      ["incident.worsened", true],
      ["incident.ended", true],
    ]);
    expect(new Set(receiver.alerts.map(({ id }) => id)).size).toBe(3);
    expect(receiver.alerts[1]?.data).toMatchObject({
      incident: 1,
      kind: "loss",
      level: "action",
      provider: "sms.main",
      destination: "+3363",
      campaign: { name: "stack" },
      fact: FACT,
      actions: ["sms.main is slowed", "sms.main is rerouted"],
      figures: { accepted: 310 },
    });
    expect(receiver.alerts[1]?.raw).toContain("relance resume stack --provider sms.main --override");
    expect(receiver.alerts.map(({ raw }) => raw).join("")).not.toMatch(/anna|@|33639980001|whsec/);
  });

  it("as soon as the receiver works again, and not earlier", async () => {
    await using receiver = await openAlertReceiver();
    receiver.answer(503);
    await using stack = await alarmed(webhookOf(receiver));
    await waitFor("the first failure", () => stack.logged("alert.delayed").length === 1);
    expect(stack.logged("alert.sent")).toEqual([]);
    const vain = receiver.alerts.length;
    expect(vain).toBeGreaterThan(1);
    receiver.answer(200);
    await stack.pass(MINUTE);
    await waitFor("the alert", () => stack.logged("alert.sent").length === 1);
    expect(new Set(receiver.alerts.map(({ id }) => id)).size).toBe(1);
    await stack.pass(MINUTE);
    expect(receiver.alerts).toHaveLength(vain + 1);
  });

  it("never through a redirect, and alerts to a receiver that stays unreachable are finally dropped", async () => {
    await using receiver = await openAlertReceiver();
    receiver.answer(302);
    await using stack = await alarmed(webhookOf(receiver));
    await waitFor("the failure", () => stack.logged("alert.delayed").length === 1);
    expect(receiver.alerts).toHaveLength(1);
    expect(stack.logged("alert.delayed")[0]?.facts).toMatchObject({ code: "provider/refused", incident: 1 });
    await stack.pass(7 * 60 * MINUTE);
    await waitFor("the end", () => stack.logged("alert.failed").length === 1);
    expect(stack.logged("alert.failed")[0]).toMatchObject({
      level: "error",
      facts: { to: "webhook", incident: 1, change: "opened" },
    });
    await stack.happened("attempt.delivered", "anna");
  });
});

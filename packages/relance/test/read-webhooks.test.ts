import { type OutgoingWebhooksConfig, outgoingWebhooks, type WebhookState } from "@relance/outgoing-webhooks";
import { describe, expect, it } from "vitest";
import { createRelance } from "../src/index.ts";
import { gatewayConfig } from "./support/gateway-config.ts";

const SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
const CRM = { url: "https://hooks.example.org/relance", secret: SECRET };
const crm = (change: object) => ({ crm: { ...CRM, ...change } });

async function opened(webhooks: object): Promise<readonly string[]> {
  const plugins = [outgoingWebhooks(webhooks as OutgoingWebhooksConfig)];
  await using gateway = await createRelance(gatewayConfig({ plugins }));
  const states = (await gateway.command("webhooks", "list")) as readonly WebhookState[];
  return states.map(({ name, status }) => `${name} ${status}`);
}

describe("the configuration of outgoing webhooks", () => {
  it.each([
    ["a secret that is not there", crm({ secret: undefined }), "config/secret-missing"],
    ["this machine", crm({ url: "https://localhost/events" }), "config/invalid"],
    ["plain http", crm({ url: "http://hooks.example.org/" }), "config/invalid"],
    ["a private address", crm({ url: "https://10.1.2.3/events" }), "config/invalid"],
    ["a kind that is none", crm({ events: ["enrollment.acknowledgd"] }), "config/invalid"],
    ["no kind at all", crm({ events: [] }), "config/invalid"],
    ["a campaign without a name", crm({ campaign: "" }), "config/invalid"],
    ["more events together than fit", crm({ batch: 501 }), "config/invalid"],
    ["a word that is misspelt", crm({ kinds: ["campaign.closed"] }), "config/invalid"],
    ["a name with a blank", { "the crm": CRM }, "config/invalid"],
    ["no webhook", { crm: undefined }, "config/invalid"],
  ])("refuses %s before anything is opened", async (_, webhooks, code) => {
    await expect(opened(webhooks)).rejects.toMatchObject({ code });
  });

  it.each([
    [crm({ campain: "x" }), "plugins.webhooks.crm.campain: there is no such setting; did you mean campaign?"],
    [
      crm({ events: ["enrollment.aknowledged"] }),
      "plugins.webhooks.crm.events.0: there is no such kind of event; did you mean enrollment.acknowledged?",
    ],
    [{ "the crm": CRM }, "plugins.webhooks.the crm: name webhooks with letters, digits and dashes"],
    [{ crm: undefined }, "plugins.webhooks.crm: write { url, secret }"],
  ])("names the wrong setting and its probable name: %j", async (webhooks, message) => {
    await expect(opened(webhooks)).rejects.toThrow(message);
  });

  it("accepts several systems, each with its own events", async () => {
    const webhooks = {
      ...crm({ batch: 100 }),
      desk: { ...CRM, campaign: "hello", events: ["campaign.closed"] },
    };
    expect(await opened(webhooks)).toEqual(["crm waiting", "desk waiting"]);
  });
});

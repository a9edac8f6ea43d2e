import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { defineCampaign } from "@relance/campaign";
import { type OutgoingWebhook, outgoingWebhooks } from "@relance/outgoing-webhooks";
import { describe, expect, it, vi } from "vitest";
import { createRelance } from "../../src/index.ts";
import { gatewayConfig } from "../support/gateway-config.ts";
import { People, webhooks } from "./outgoing-webhooks.ts";

const SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
const templates = { "please@1": { sms: () => ({ text: "Please come" }) } };
const campaign = defineCampaign(
  {
    version: 1,
    name: "dunning",
    subject: "Please come",
    deadline: "72h",
    audience: { key: "id", contacts: { sms: "mobile" }, country: "FR" },
    confirm: { event: "came", via: ["event"] },
    steps: [{ channel: "sms", route: ["main"], template: "please@1" }],
  },
  { templates },
);

describe("the code of docs/outgoing-webhooks.md", () => {
  it("is shown on the page as it runs here", () => {
    const page = readFileSync(new URL("../../../../docs/outgoing-webhooks.md", import.meta.url), "utf8");
    expect(page).toContain(readFileSync(new URL("outgoing-webhooks.ts", import.meta.url), "utf8").trim());
  });

  it("notifies a receiver that recognizes a genuine request, with each recipient's latest event", async () => {
    vi.stubEnv("CRM_SECRET", SECRET);
    vi.stubEnv("DESK_SECRET", SECRET);
    const people = new People();
    const server = createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      people.hear(body, request.headers as Record<string, string>, SECRET);
      expect(() => people.hear(`${body} `, request.headers as Record<string, string>, SECRET)).toThrow();
      response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/`;
    const { crm, desk } = webhooks();
    const here = (one: OutgoingWebhook | undefined) => ({ ...one, url, secret: SECRET, allowPrivate: true });
    const gateway = await createRelance(
      gatewayConfig({ delivery: "live", templates, plugins: [outgoingWebhooks({ crm: here(crm), desk: here(desk) })] }),
    );
    const recipients = ["anna", "ben"].map((id, number) => ({ id, mobile: `+3363998000${number}` }));
    await gateway.campaigns.start(campaign, { rows: recipients });
    await gateway.runOnce({ within: "5s" });
    await gateway.acknowledge([{ on: "came", key: "anna" }]);
    await gateway.runOnce({ within: "5s" });
    expect([people.last("anna"), people.last("ben")]).toEqual(["enrollment.acknowledged", "enrollment.enrolled"]);
    await gateway.close();
    await new Promise((resolve) => server.close(resolve));
    vi.unstubAllEnvs();
  });
});

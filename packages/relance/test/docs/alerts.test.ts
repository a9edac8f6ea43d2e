import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { alerts } from "@relance/alerts";
import { describe, expect, it, vi } from "vitest";
import { createRelance } from "../../src/index.ts";
import { partsOf } from "../../src/parts.ts";
import { gatewayConfig, provider } from "../support/gateway-config.ts";
import { alertsConfig, readAlert } from "./alerts.ts";

const SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
const INCIDENT = {
  campaign: 0,
  kind: "loss",
  provider: "sms.main",
  destination: "",
  change: "open",
  fact: "sms.main loses about 26 % of its messages",
  actor: "plugin:watch",
} as const;

describe("the code of docs/alerts.md", () => {
  it("is shown on the page as it runs here", () => {
    const page = readFileSync(new URL("../../../../docs/alerts.md", import.meta.url), "utf8");
    expect(page).toContain(readFileSync(new URL("alerts.ts", import.meta.url), "utf8").trim());
  });

  it("sends an alert to both receivers, and the receiver recognizes a genuine alert", async () => {
    vi.stubEnv("ALERT_SECRET", SECRET);
    const read: string[] = [];
    const server = createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      read.push(readAlert(body, request.headers as Record<string, string>, SECRET));
      response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/`;
    const sent: string[] = [];
    const mail = provider("email", {
      send: async ({ to }) => {
        sent.push(String(to));
        return { ref: "1" };
      },
    });
    const office = await createRelance(gatewayConfig({ providers: { email: { main: mail } }, delivery: "live" }));
    const config = alertsConfig(office);
    const gateway = await createRelance(
      gatewayConfig({
        plugins: [alerts({ ...config, webhook: { url, secret: config.webhook?.secret, allowPrivate: true } })],
      }),
    );
    await partsOf(gateway).store.incident(INCIDENT);
    await gateway.runOnce({ within: "5s" });
    await gateway.close();
    await office.runOnce({ within: "5s" });
    await office.close();
    await new Promise((resolve) => server.close(resolve));
    vi.unstubAllEnvs();
    expect(read).toEqual(["incident.opened 1: sms.main loses about 26 % of its messages"]);
    expect(sent).toEqual(["ops@example.org"]);
  });
});

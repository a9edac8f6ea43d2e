import { type AlertsConfig, alerts } from "@relance/alerts";
import { describe, expect, it } from "vitest";
import { createRelance } from "../../src/index.ts";
import { gatewayConfig } from "../support/gateway-config.ts";

const SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
const URL = "https://hooks.example.org/relance";
const hook = (change: object = {}) => ({ webhook: { url: URL, secret: SECRET, ...change } });

async function opened(config: object): Promise<void> {
  const gateway = await createRelance(gatewayConfig({ plugins: [alerts(config as AlertsConfig)] }));
  await gateway.close();
}

describe("the configuration of alerts", () => {
  it.each([
    ["a secret that is not there", hook({ secret: undefined }), "config/secret-missing"],
    ["a secret that could be guessed", hook({ secret: "whsec_c2hvcnQ=" }), "config/secret-missing"],
    ["a secret of another form", hook({ secret: "a long secret that is no base64" }), "config/secret-missing"],
    ["plain http", hook({ url: "http://hooks.example.org/" }), "config/invalid"],
    ["this machine", hook({ url: "https://localhost/alerts" }), "config/invalid"],
    ["a private address", hook({ url: "https://10.1.2.3/alerts" }), "config/invalid"],
    ["a private address of IPv6", hook({ url: "https://[fd00::1]/alerts" }), "config/invalid"],
    ["the metadata service", hook({ url: "https://169.254.169.254/latest" }), "config/invalid"],
    ["a password in the address", hook({ url: "https://a:b@hooks.example.org/" }), "config/invalid"],
    ["no address at all", hook({ url: undefined }), "config/invalid"],
    ["nobody", {}, "config/invalid"],
    ["a way that is misspelt", { webhok: { url: URL, secret: SECRET } }, "config/invalid"],
    ["a word that is misspelt", hook({ adress: URL }), "config/invalid"],
    ["a call that is no function", { call: "ops" }, "config/invalid"],
    ["a level that is none", { ...hook(), from: "error" }, "config/invalid"],
    ["no alerts an hour", { ...hook(), perHour: 0 }, "config/invalid"],
  ])("refuses %s before anything is opened", async (_, config, code) => {
    await expect(opened(config)).rejects.toMatchObject({ code });
  });

  it.each([
    ["a webhook", hook()],
    ["a webhook inside the house that is meant", hook({ url: "http://10.1.2.3:8080/alerts", allowPrivate: true })],
    ["a call", { call: async () => {} }],
    ["a call for what stopped messages alone", { call: async () => {}, from: "action", perHour: 1 }],
  ])("accepts %s", async (_, config) => {
    await expect(opened(config)).resolves.toBeUndefined();
  });

  it.each([
    [{ webhok: { url: URL } }, "plugins.alerts.webhok: there is no such setting; did you mean webhook?"],
    [hook({ secrets: SECRET }), "plugins.alerts.webhook.secrets: there is no such setting; did you mean secret?"],
    [{ ...hook(), perHour: 0 }, "plugins.alerts.perHour: write a whole number from 1 to 1000"],
    [hook({ url: "http://hooks.example.org/" }), "plugins.alerts.webhook.url: write https"],
  ])("names the wrong setting and its probable name: %j", async (config, message) => {
    await expect(opened(config)).rejects.toThrow(message);
  });

  it("states what to write, and no secret", async () => {
    const secret = await opened(hook({ secret: "whsec_oops" })).catch((thrown: unknown) => thrown);
    expect(String(secret)).not.toContain("oops");
  });
});

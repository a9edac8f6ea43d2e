import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createRelance } from "../../src/index.ts";
import { gatewayConfig } from "../support/gateway-config.ts";
import { forbid, forbidden } from "./suppressions.ts";

const message = {
  idempotencyKey: "one",
  recipient: { key: "ana", contacts: { sms: "+33639980001" } },
  steps: [{ channel: "sms", content: { text: "hello" } }],
} as const;

describe("the code of docs/suppressions.md", () => {
  it("is shown on the page as it runs here", () => {
    const page = readFileSync(new URL("../../../../docs/suppressions.md", import.meta.url), "utf8");
    expect(page).toContain(readFileSync(new URL("suppressions.ts", import.meta.url), "utf8").trim());
  });

  it("suppresses a number, and lists the suppression", async () => {
    await using gateway = await createRelance(gatewayConfig());
    await gateway.send(message);
    expect(await forbid(gateway, "+33 6 39 98 00 01")).toBe(1);
    expect(await forbid(gateway, "+33639980001")).toBe(0); // the enrollment is closed by now
    await expect(forbid(gateway, "0639")).rejects.toThrow("message/bad-phone");
    expect(await forbidden(gateway)).toEqual(["sms +33639980001 complaint"]);
  });
});

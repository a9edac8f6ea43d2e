import { readFileSync } from "node:fs";
import { expect, it, vi } from "vitest";
import { ERROR_CODES } from "../../src/explain-failure.ts";
import { account } from "../support/account.ts";

const page = readFileSync(new URL("../../../../../docs/providers/twilio.md", import.meta.url), "utf8");

it("the page shows sms-provider.ts, which is compiled here", () => {
  const example = readFileSync(new URL("sms-provider.ts", import.meta.url), "utf8");
  expect(page).toContain(`\`\`\`ts\n${example}\`\`\``);
});

it("the example runs with an account in the environment", async () => {
  vi.stubEnv("TWILIO_ACCOUNT_SID", account.accountSid);
  vi.stubEnv("TWILIO_AUTH_TOKEN", account.authToken);
  const { main } = await import("./sms-provider.ts");
  expect(main).toMatchObject({ kind: "twilio-sms", channel: "sms" });
  vi.unstubAllEnvs();
});

it("the page lists every error code that the provider knows, and no other", () => {
  const rows = page.split("\n").filter((line) => line.startsWith("| "));
  const named = rows.flatMap((row) => row.match(/\b[1-9]\d{4}\b/g) ?? []);
  expect(named.sort()).toEqual([...ERROR_CODES.keys()].sort());
});

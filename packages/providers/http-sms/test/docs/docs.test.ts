import { readFileSync } from "node:fs";
import { afterEach, expect, it, vi } from "vitest";
import { PLACEHOLDERS } from "../../src/text-template.ts";
import { API_KEY, SECRET, signedReport, startGateway } from "../support/gateway.ts";
import { message } from "../support/second-carrier.ts";

const page = readFileSync(new URL("../../../../../docs/providers/http-sms.md", import.meta.url), "utf8");
const signal = new AbortController().signal;

afterEach(() => vi.unstubAllEnvs());

it.each(["sms-provider.ts", "sms-preset.ts"])("the page shows %s, which is compiled here", (file) => {
  const example = readFileSync(new URL(file, import.meta.url), "utf8");
  expect(page).toContain(`\`\`\`ts\n${example}\`\`\``);
});

it("the example of a preset is a working provider once it has its key", async () => {
  vi.stubEnv("INFOBIP_API_KEY", "a-key-of-nobody");
  const { main } = await import("./sms-preset.ts");
  expect(main).toMatchObject({ channel: "sms", vendor: "infobip", capabilities: { receipts: true } });
});

it("the example sends, receives and looks up", async () => {
  await using gateway = await startGateway();
  vi.stubEnv("SMS_GATEWAY_URL", gateway.url);
  vi.stubEnv("SMS_GATEWAY_KEY", API_KEY);
  vi.stubEnv("SMS_GATEWAY_SECRET", SECRET);
  const { second } = await import("./sms-provider.ts");
  expect(await second.send(message, { signal })).toEqual({ ref: "g-k1" });
  const report = signedReport({ id: "g-k1", reference: "k1", status: "delivered" });
  await second.receipts?.verify?.(report);
  expect(await second.receipts?.parse(report)).toMatchObject([{ kind: "delivered", attemptId: "k1" }]);
  const submittedAt = new Date();
  expect(await second.lookup?.({ attemptId: "k1", submittedAt }, { signal })).toBe("still-accepted");
  await second.close?.();
});

it.each(PLACEHOLDERS)("the page explains {%s}", (name) => {
  expect(page).toContain(`\`{${name}}\``);
});

import { readFileSync } from "node:fs";
import { afterEach, expect, it, vi } from "vitest";
import { startMailService } from "../support/mail-service.ts";
import { message, posted, signal, TAG } from "../support/preset-tests.ts";

const page = readFileSync(new URL("../../../../../docs/providers/http-email.md", import.meta.url), "utf8");

afterEach(() => vi.unstubAllEnvs());

it.each(["email-provider.ts", "own-service.ts"])("the page shows %s, which is compiled here", (name) => {
  const example = readFileSync(new URL(name, import.meta.url), "utf8");
  expect(page).toContain(`\`\`\`ts\n${example}\`\`\``);
});

it("the example sends", async () => {
  await using service = await startMailService({
    path: "/v3/mail/send",
    check: () => undefined,
    accept: () => ({ status: 202, headers: { "x-message-id": "m1" } }),
    modes: {},
  });
  vi.stubEnv("SENDGRID_API_KEY", "SG.key");
  vi.stubEnv("SENDGRID_ENDPOINT", service.url);
  const { main } = await import("./email-provider.ts");
  expect(await main.send(message, { signal })).toEqual({ ref: "m1" });
  await main.close?.();
});

it("a custom service sends and reports", async () => {
  await using service = await startMailService({
    path: "/mails",
    check: () => undefined,
    accept: () => ({ status: 200, body: '{"id":"r1"}' }),
    modes: { refuse: { status: 422, body: '{"error":"no_such_mailbox"}' } },
  });
  vi.stubEnv("RELAY_URL", service.url);
  vi.stubEnv("RELAY_EVENT_TOKEN", "a-token-of-nobody");
  const { own } = await import("./own-service.ts");
  expect(await own.send(message, { signal })).toEqual({ ref: "r1" });
  expect(JSON.parse(service.sent[0]?.body.toString("utf8") ?? "")).toMatchObject({ reference: TAG, files: [{}, {}] });
  service.mode("refuse");
  await expect(own.send(message, { signal })).rejects.toMatchObject({ code: "provider/bad-recipient" });
  const event = { event: "failed", class: "unknown-mailbox", status: "5.1.1", reference: TAG, to: message.to };
  const report = posted(event, { authorization: "Bearer a-token-of-nobody" });
  await own.receipts?.verify?.(report);
  expect(await own.receipts?.parse(report)).toMatchObject([
    { kind: "undelivered", addressPermanent: true, errorCode: "5.1.1" },
  ]);
  await own.close?.();
});

it.each(["sendgrid", "postmark", "mailgun", "resend", "brevo", "amazon ses"])(
  "the page has a section about %s",
  (name) => {
    expect(page.toLowerCase()).toContain(`\n### ${name}`);
  },
);

import { expect, it } from "vitest";
import { twilioSms } from "../src/index.ts";
import { account, message } from "./support/account.ts";
import { startTwilio } from "./support/twilio-server.ts";

const signal = new AbortController().signal;
const scheduled = {
  ...account,
  from: undefined,
  messagingServiceSid: `MG${"0".repeat(32)}`,
  parameters: { scheduleType: "fixed", sendAt: new Date(Date.now() + 3_600_000) },
} as const;

it("cancels a scheduled message, and says so again when it is asked again", async () => {
  await using server = await startTwilio();
  const sms = twilioSms({ ...scheduled, baseUrl: server.baseUrl });
  const { ref } = await sms.send(message, { signal });
  expect(await sms.cancel?.(ref, { signal })).toBe("cancelled");
  expect(server.messages[0]?.status).toBe("canceled");
  expect(await sms.cancel?.(ref, { signal })).toBe("cancelled");
});

it("is too late for a message that is not scheduled any more", async () => {
  await using server = await startTwilio();
  const sms = twilioSms({ ...scheduled, baseUrl: server.baseUrl });
  const { ref } = await sms.send(message, { signal });
  server.messages[0] = { ...server.messages[0], status: "queued" };
  expect(await sms.cancel?.(ref, { signal })).toBe("too-late");
  expect(server.messages[0]?.status).toBe("queued");
});

it("does not offer to cancel where nothing is scheduled: every request would be refused", async () => {
  expect(twilioSms(account).cancel).toBeUndefined();
});

import { describe, expect, it } from "vitest";
import { twilioSms } from "../src/index.ts";
import { account, message } from "./support/account.ts";
import { failure, type StoredMessage, startTwilio } from "./support/twilio-server.ts";

const signal = new AbortController().signal;
const at = new Date("2026-11-24T10:00:00Z");

function stored(sid: string, changed: StoredMessage = {}): StoredMessage {
  return {
    sid,
    to: message.to,
    from: account.from,
    body: "text",
    status: "sent",
    direction: "outbound-api",
    error_code: null,
    date_created: at.toUTCString(),
    date_sent: at.toUTCString(),
    ...changed,
  };
}

describe("a look-up", () => {
  it.each([
    { status: "queued", expected: { kind: "in-transit", quality: "accepted" } },
    { status: "sent", expected: { kind: "in-transit", quality: "carrier" } },
    { status: "delivered", expected: { kind: "delivered" } },
    { status: "undelivered", error_code: 30005, expected: { kind: "undelivered", addressPermanent: true } },
  ])("by ref parses $status", async ({ expected, ...changed }) => {
    await using twilio = await startTwilio();
    twilio.messages.push(stored("SM1", changed));
    const sms = twilioSms({ ...account, baseUrl: twilio.baseUrl });
    const answer = await sms.lookup?.({ attemptId: "k1", ref: "SM1", submittedAt: at }, { signal });
    expect(answer).toMatchObject({ ...expected, ref: "SM1" });
    await sms.close?.();
  });

  it("by a ref that Twilio does not know is not found", async () => {
    await using twilio = await startTwilio();
    const sms = twilioSms({ ...account, baseUrl: twilio.baseUrl });
    expect(await sms.lookup?.({ attemptId: "k1", ref: "SM7", submittedAt: at }, { signal })).toBe("not-found");
    await sms.close?.();
  });

  it.each([
    { what: "takes the one message of that moment", near: ["SM1"], expected: { ref: "SM1" } },
    { what: "does not choose between two", near: ["SM1", "SM2"], expected: "not-found" },
    { what: "finds nothing where nothing is", near: [], expected: "not-found" },
  ])("without a ref $what", async ({ near, expected }) => {
    await using twilio = await startTwilio();
    const hourBefore = new Date(at.getTime() - 3_600_000).toUTCString();
    twilio.messages.push(...near.map((sid) => stored(sid)), stored("SM8", { date_created: hourBefore }));
    twilio.messages.push(stored("SM9", { direction: "inbound" }));
    const sms = twilioSms({ ...account, baseUrl: twilio.baseUrl });
    const question = { attemptId: "k1", to: message.to, submittedAt: at };
    const answer = await sms.lookup?.(question, { signal });
    if (typeof expected === "string") expect(answer).toBe(expected);
    else expect(answer).toMatchObject(expected);
    await sms.close?.();
  });

  it("that fails is reported, and proves nothing", async () => {
    await using twilio = await startTwilio();
    twilio.mode(failure(500, 20500));
    const sms = twilioSms({ ...account, baseUrl: twilio.baseUrl });
    const asking = sms.lookup?.({ attemptId: "k1", ref: "SM1", submittedAt: at }, { signal });
    await expect(asking).rejects.toMatchObject({ code: "provider/unavailable" });
    await sms.close?.();
  });
});

describe("missed replies", () => {
  it("are read over all pages, oldest first, without our own messages", async () => {
    await using twilio = await startTwilio(2);
    const own = { to: account.from, from: message.to, direction: "inbound" };
    for (const minute of [4, 3, 2, 1, 0]) {
      const date_sent = new Date(at.getTime() + minute * 60_000).toUTCString();
      twilio.messages.push(stored(`SM${minute}`, { ...own, body: `OK ${minute}`, date_sent }));
    }
    twilio.messages.push(stored("SM7", { to: account.from }));
    const sms = twilioSms({ ...account, baseUrl: twilio.baseUrl });
    const replies = (await sms.inbound?.list(at, { signal })) ?? [];
    expect(replies.map((item) => item.type === "reply" && item.text)).toEqual(["OK 0", "OK 1", "OK 2", "OK 3", "OK 4"]);
    expect(replies[1]).toEqual({
      type: "reply",
      from: message.to,
      to: account.from,
      text: "OK 1",
      eventId: "SM1", // without a time, as in the webhook about the same SMS
    });
    expect(twilio.log).toHaveLength(3);
    await sms.close?.();
  });

  it("are requested since that time and for our number only", async () => {
    await using twilio = await startTwilio();
    const sms = twilioSms({ ...account, baseUrl: twilio.baseUrl });
    await sms.inbound?.list(at, { signal });
    const query = new URL(twilio.log[0]?.split(" ")[1] ?? "", "http://twilio.test").searchParams;
    expect(Object.fromEntries(query)).toEqual({
      To: account.from,
      "DateSent>": "2026-11-24T10:00:00Z",
      PageSize: "1000",
    });
    await sms.close?.();
  });
});

describe("a probe", () => {
  it("fails with the cause", async () => {
    await using twilio = await startTwilio();
    twilio.mode(failure(401, 20003));
    const sms = twilioSms({ ...account, baseUrl: twilio.baseUrl });
    await expect(sms.probe?.({ signal })).rejects.toMatchObject({ code: "provider/unauthorized" });
    await sms.close?.();
  });
});

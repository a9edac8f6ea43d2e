import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import twilioPackage from "twilio";
import { describe, expect, it } from "vitest";
import {
  createWorld,
  type FakeTwilioOptions,
  type Fault,
  fakeTwilio,
  SILENT_HABITS,
  virtualClock,
} from "../../src/index.ts";
import { phoneOf, START } from "../support/population.ts";
import { type Heard, receiver, until } from "../support/receiver.ts";
import { twilioClient } from "../support/twilio-client.ts";

const from = "+33700000001";
const to = phoneOf(1);

function statusOf({ body }: Heard): string | null {
  return new URLSearchParams(body).get("MessageStatus");
}

async function stage({ faults, ...options }: FakeTwilioOptions & { faults?: readonly Fault[] } = {}) {
  const clock = virtualClock(START);
  const world = createWorld({ seed: 1, clock, habits: SILENT_HABITS, faults });
  const heard = await receiver();
  const twilio = await fakeTwilio({ courier: { receipts: 1 }, ...options, world });
  const { client } = twilioClient(twilio);
  return {
    clock,
    world,
    twilio,
    heard,
    send: (fragment = "", origin = heard.url) =>
      client.messages.create({
        to,
        from,
        body: "x",
        statusCallback: `${origin}/r/sms.main?a=k1&s=a%2Bb${fragment}`,
      }),
    async settle() {
      for (let next = clock.nextAt(); next !== undefined; next = clock.nextAt()) {
        clock.advanceTo(next);
        await until(() => world.inFlight() === 0);
      }
    },
    async [Symbol.asyncDispose]() {
      await twilio.close();
      await heard[Symbol.asyncDispose]();
    },
  };
}

describe("fake Twilio's callbacks", () => {
  it("are signed over the given URL, as a form that the twilio package accepts", async () => {
    await using it = await stage();
    const { sid } = await it.send();
    await it.settle();
    expect(it.heard.heard.map(statusOf).sort()).toEqual(["delivered", "sent"]);
    for (const { path, headers, body } of it.heard.heard) {
      const parameters = Object.fromEntries(new URLSearchParams(body));
      const signature = String(headers["x-twilio-signature"]);
      const validates = (url: string) => twilioPackage.validateRequest(it.twilio.authToken, signature, url, parameters);
      expect(path).toBe("/r/sms.main?a=k1&s=a%2Bb");
      expect(validates(it.heard.url + path)).toBe(true);
      expect(validates(`${it.heard.url}${path}x`)).toBe(false);
      expect(parameters).toMatchObject({ MessageSid: sid, SmsSid: sid, To: to, From: from });
    }
  });

  it("are signed for the public URL although they are sent on loopback", async () => {
    await using heard = await receiver();
    await using it = await stage({ network: { origins: { "https://notify.example.org": heard.url } } });
    await it.send("", "https://notify.example.org");
    await it.settle();
    const [first] = await heard.count(2);
    const parameters = Object.fromEntries(new URLSearchParams(first?.body));
    const url = `https://notify.example.org${first?.path}`;
    const signature = String(first?.headers["x-twilio-signature"]);
    expect(twilioPackage.validateRequest(it.twilio.authToken, signature, url, parameters)).toBe(true);
  });

  it("never leave this machine", async () => {
    await using it = await stage();
    await it.send("", "http://93.184.216.34");
    await it.settle();
    expect(it.twilio.callbacks).toMatchObject({ accepted: 0, failed: 2 });
  });

  it("omit the fragment in the request and the signature", async () => {
    await using it = await stage();
    await it.send("#rc=5&rp=all");
    await it.settle();
    const [first] = it.heard.heard;
    const parameters = Object.fromEntries(new URLSearchParams(first?.body));
    const signature = String(first?.headers["x-twilio-signature"]);
    const url = it.heard.url + first?.path;
    expect(twilioPackage.validateRequest(it.twilio.authToken, signature, url, parameters)).toBe(true);
  });

  it("are not repeated after a refusal, unless the fragment requests it", async () => {
    await using plain = await stage();
    plain.heard.answerNext(500, 500, 500, 500);
    await plain.send();
    await plain.settle();
    expect(plain.heard.heard).toHaveLength(2);
    await using asking = await stage();
    asking.heard.answerNext(500, 500);
    await asking.send("#rc=3&rp=5xx");
    await asking.settle();
    expect(asking.heard.heard).toHaveLength(4);
    expect(asking.twilio.callbacks).toMatchObject({ sent: 4, accepted: 2, failed: 0 });
  });

  it("are repeated within the total timeout only", async () => {
    await using it = await stage();
    it.heard.answerNext(...Array.from({ length: 20 }, () => 503));
    await it.send("#rc=5&rp=all&tt=1000");
    await it.settle();
    // each of the two callbacks is tried immediately and after 500 ms
    expect(it.heard.heard).toHaveLength(4);
  });

  it("can arrive before the answer to the create request", async () => {
    await using it = await stage({ callbacks: { early: 1 } });
    const { status } = await it.send();
    expect(it.heard.heard.map(statusOf)).toEqual(["sent"]);
    expect(status).toBe("queued");
    await it.settle();
    expect(it.heard.heard.map(statusOf)).toEqual(["sent", "delivered"]);
  });

  it("can arrive twice", async () => {
    await using it = await stage({ callbacks: { repeated: 1 } });
    await it.send();
    await it.settle();
    expect(it.heard.heard.map(statusOf).sort()).toEqual(["delivered", "delivered", "sent", "sent"]);
  });

  it("can arrive in the wrong order, while the message's status never goes back", async () => {
    await using it = await stage({ callbacks: { reordered: 1 } });
    const { sid } = await it.send();
    await it.settle();
    expect(it.heard.heard.map(statusOf)).toEqual(["delivered", "sent"]);
    expect(it.twilio.message(sid)?.status).toBe("delivered");
  });

  it("state with Twilio's code why a message was not delivered", async () => {
    await using it = await stage({ courier: { deadAddresses: 1, receipts: 1 } });
    await it.send();
    await it.settle();
    const last = it.heard.heard.find((heard) => statusOf(heard) === "undelivered");
    expect(new URLSearchParams(last?.body).get("ErrorCode")).toBe("30005");
  });

  it("report nothing about a message that was lost beyond the carrier", async () => {
    await using it = await stage({ courier: { loss: 1 } });
    const { sid } = await it.send();
    await it.settle();
    expect(it.heard.heard.map(statusOf)).toEqual(["sent"]);
    expect(it.twilio.message(sid)?.status).toBe("sent");
  });

  it("can be posted by a test, and count requests per attempt", async () => {
    await using it = await stage();
    const { sid } = await it.send();
    expect(await it.twilio.report(sid, "undelivered", 30003)).toBe(204);
    const parameters = new URLSearchParams(it.heard.heard[0]?.body);
    expect([parameters.get("MessageStatus"), parameters.get("ErrorCode")]).toEqual(["undelivered", "30003"]);
    expect(it.twilio.requestsOf("k1")).toBe(1);
    expect(it.twilio.requests()).toBe(1);
  });

  it("are sent for a message whose answer was lost, so that its sender learns of it", async () => {
    await using it = await stage({ faults: [{ provider: "twilio", cut: 1 }] });
    await expect(it.send()).rejects.toBeDefined();
    await it.settle();
    expect(it.heard.heard.map(statusOf).sort()).toEqual(["delivered", "sent"]);
    expect(it.heard.heard[0]?.path).toContain("a=k1");
  });
});

describe("SMS from recipients to fake Twilio", () => {
  it("are posted signed, stored with the messages, and mark STOP as Advanced Opt-Out does", async () => {
    await using it = await stage();
    it.twilio.receiveAt(`${it.heard.url}/inbound/sms.main`);
    expect(await it.twilio.inbound(to, from, "STOP")).toBe(204);
    const [first] = it.heard.heard;
    const parameters = Object.fromEntries(new URLSearchParams(first?.body));
    expect(parameters).toMatchObject({
      From: to,
      To: from,
      Body: "STOP",
      OptOutType: "STOP",
      SmsStatus: "received",
    });
    const signature = String(first?.headers["x-twilio-signature"]);
    const url = it.heard.url + first?.path;
    expect(twilioPackage.validateRequest(it.twilio.authToken, signature, url, parameters)).toBe(true);
    await expect(it.send()).rejects.toMatchObject({ code: 21610 });
  });

  it("are listed among the inbound messages", async () => {
    await using it = await stage();
    await it.twilio.inbound(to, from, "OK 47");
    const listed = await twilioClient(it.twilio).client.messages.list({ to: from });
    expect(listed).toMatchObject([{ direction: "inbound", status: "received", body: "OK 47", from: to }]);
  });
});

describe("a provider's API without a world", () => {
  it("reports like a healthy carrier: some of its receipts take more than a second", async () => {
    const tookMs = new Map<number, number>();
    const sentAt = new Map<number, number>();
    const server = createServer((request, response) => {
      const n = Number(request.url?.slice(1));
      tookMs.set(n, performance.now() - (sentAt.get(n) ?? performance.now()));
      response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const twilio = await fakeTwilio({ courier: { transit: false } });
    const { client } = twilioClient(twilio);
    for (let n = 0; n < 250; n++) {
      await client.messages.create({ to: phoneOf(n), from, body: "x", statusCallback: `${url}/${n}` });
      sentAt.set(n, performance.now());
    }
    await until(() => tookMs.size === 250);
    await twilio.close();
    server.close();
    const slow = [...tookMs.values()].filter((ms) => ms > 1_000).length;
    expect(slow).toBeGreaterThan(0.02 * 250); // the watch would classify equal latencies as invented receipts
  });
});

import { createECDH } from "node:crypto";
import { describe, expect, it } from "vitest";
import { inventPhone, inventPushDevice } from "../../src/audience/audience.ts";
import { audience, inventPerson, inventPushToken } from "../../src/index.ts";

const pushUrl = "http://127.0.0.1:9";

describe("audience", () => {
  it("writes the same recipients for the same seed, and a larger audience begins with the smaller one", () => {
    const few = [...audience({ seed: 3, count: 20, pushUrl })];
    const many = [...audience({ seed: 3, count: 60, pushUrl })];
    expect(many.slice(0, 20)).toEqual(few);
    expect([...audience({ seed: 4, count: 20, pushUrl })]).not.toEqual(few);
  });

  it("gives the first 10,000 recipients numbers that France reserves for fiction", () => {
    expect(inventPhone(0)).toBe("+33639980000");
    expect(inventPhone(9_999)).toBe("+33639989999");
  });

  it("gives every further recipient an unassigned number", () => {
    const numbers = new Set(Array.from({ length: 650_000 }, (_, position) => inventPhone(position)));
    expect(numbers.size).toBe(650_000);
    expect(inventPhone(10_000)).toBe("+33700000000");
    expect([...numbers].every((number) => /^\+33[67]\d{8}$/.test(number))).toBe(true);
  });

  it("refuses more recipients than there are numbers", () => {
    expect(() => [...audience({ seed: 1, count: 1_010_001 })]).toThrowError(
      expect.objectContaining({ code: "config/invalid" }),
    );
  });

  it("returns mailboxes that belong to no person, in plain letters", () => {
    const mails = [...audience({ seed: 1, count: 200, email: 1 })].map(({ mail }) => mail);
    expect(mails.every((mail) => /^[a-z.]+\.\d+@example\.org$/.test(mail))).toBe(true);
  });

  it("omits the contacts that some recipients do not have", () => {
    const rows = [...audience({ seed: 1, count: 2_000, email: 0.5, push: 0.25, pushUrl })];
    const having = (column: "mail" | "push") => rows.filter((row) => row[column] !== "").length / 2_000;
    expect(having("mail")).toBeCloseTo(0.5, 1);
    expect(having("push")).toBeCloseTo(0.25, 1);
  });

  it("creates push keys that a sender can use, and keeps the private half", () => {
    const row = [...audience({ seed: 8, count: 1, push: 1, pushUrl })][0];
    const subscription = JSON.parse(row?.push ?? "{}");
    const token = inventPushToken(8, "p000001");
    const device = inventPushDevice(8, token, `${pushUrl}/push/${token}`);
    expect(subscription).toEqual(device.subscription);
    const sender = createECDH("prime256v1");
    const theirs = sender.generateKeys();
    const shared = sender.computeSecret(Buffer.from(subscription.keys.p256dh, "base64url"));
    expect(device.keys.computeSecret(theirs)).toEqual(shared);
  });

  it("converts a row to the recipient with its contacts", () => {
    const [row] = audience({ seed: 1, count: 1, email: 1, push: 1, pushUrl });
    expect(row && inventPerson(row)).toMatchObject({
      key: "p000001",
      contacts: [{ channel: "sms" }, { channel: "email" }, { channel: "push" }],
    });
  });
});

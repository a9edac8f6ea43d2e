import { apnsApp } from "@relance/provider-apns";
import { fcmApp } from "@relance/provider-fcm";
import { httpEmail } from "@relance/provider-http-email";
import { httpSms } from "@relance/provider-http-sms";
import { nodemailerEmail } from "@relance/provider-nodemailer";
import { twilioSms } from "@relance/provider-twilio";
import { webPush } from "@relance/provider-web-push";
import { postgresStore } from "@relance/store-postgres";
import { createRelance, sqliteStore } from "relance";
import { describe, expect, it } from "vitest";

/** Calls relance as an application without TypeScript does. */
type Made = (options: never) => unknown;

const CASES: readonly (readonly [Made, object, string, string])[] = [
  [twilioSms, { acountSid: "AC0" }, "acountSid", "accountSid"],
  [twilioSms, { apiKey: { sid: "SK0", secrt: "" } }, "apiKey.secrt", "secret"],
  [nodemailerEmail, { url: "smtp://127.0.0.1", fron: "help@example.org" }, "fron", "from"],
  [nodemailerEmail, { timeouts: { conect: "1s" } }, "timeouts.conect", "connect"],
  [webPush, { vapid: {}, allowHost: [] }, "allowHost", "allowHosts"],
  [webPush, { vapid: { publickey: "" } }, "vapid.publickey", "publicKey"],
  [fcmApp, { serviceAcount: "" }, "serviceAcount", "serviceAccount"],
  [apnsApp, { teamID: "DEF123GHIJ" }, "teamID", "teamId"],
  [httpSms, { vendor: "x", url: "https://x.example/{to}?{text}", header: {} }, "header", "headers"],
  [httpSms, { vendor: "x", url: "https://x.example", receipts: { statuses: {}, item: "" } }, "receipts.item", "items"],
  [httpSms, { preset: "infobip", apikey: "k" }, "apikey", "apiKey"],
  [httpSms, { preset: "telnyx", publicKeys: "k" }, "publicKeys", "publicKey"],
  [httpEmail, { preset: "ses", regoin: "eu-west-1" }, "regoin", "region"],
  [httpEmail, { vendor: "x", reff: "id" }, "reff", "ref"],
  [sqliteStore, { fil: "relance.db" }, "fil", "file"],
  [postgresStore, { url: "postgres://a/b", shema: "s" }, "shema", "schema"],
  [createRelance, { provider: {} }, "provider", "providers"],
];

describe("an option that is misspelt", () => {
  it.each(CASES)("of %o is named, with the one that was meant: %j", async (make, options, path, meant) => {
    const made = async () => make(options as never);
    await expect(made()).rejects.toMatchObject({
      code: "config/invalid",
      problems: expect.arrayContaining([{ path, advice: `there is no such setting; did you mean ${meant}?` }]),
    });
  });

  it("is answered with all that there are where none is near", () => {
    expect(() => sqliteStore({ file: "a", durability: "full" } as never)).toThrow(
      expect.objectContaining({
        problems: [
          { path: "durability", advice: "there is no such setting; there are file, clock, singleWorker, worker" },
        ],
      }),
    );
  });
});

import { createConsole } from "@relance/console";
import { apnsApp } from "@relance/provider-apns";
import { fcmApp } from "@relance/provider-fcm";
import { httpEmail } from "@relance/provider-http-email";
import { httpSms } from "@relance/provider-http-sms";
import { nodemailerEmail } from "@relance/provider-nodemailer";
import { twilioSms } from "@relance/provider-twilio";
import { webPush } from "@relance/provider-web-push";
import { createWorld, fakePostmark, fakeSmsGateway, fakeSmtp, fakeTwilio } from "@relance/simulator";
import { postgresStore } from "@relance/store-postgres";
import { createRelance, sqliteStore } from "relance";
import { describe, expect, it } from "vitest";

/** A function of relance that accepts any options, as in an application without TypeScript. */
type Made = (options: never) => unknown;

const SMS = { vendor: "x", url: "https://x.example/{to}?{text}" };
const RECEIPTS = { status: "s", statuses: { ok: "delivered" } };
const SIGNATURE = { header: "x-signature", secret: "k" };
const verified = (verify: object) => ({ ...SMS, receipts: { ...RECEIPTS, verify } });
const replied = (replies: object) => ({ ...SMS, receipts: RECEIPTS, replies: { from: "f", text: "t", ...replies } });
const MAIL = { vendor: "x", url: "https://x.example", from: "help@example.org", write: () => ({}), ref: "id" };

const GATEWAY = {
  store: sqliteStore({ file: ":memory:" }),
  providers: { sms: { main: httpSms(SMS) } },
  security: { signing: ["a-secret-for-these-tests"] },
};

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
  [httpSms, { ...SMS, body: { jsn: {} } }, "body.jsn", "json"],
  [httpSms, { ...SMS, accept: { stats: [201] } }, "accept.stats", "status"],
  [httpSms, { ...SMS, validity: { lest: "5s" } }, "validity.lest", "least"],
  [httpSms, { ...SMS, enterAt: { replys: "Numbers" } }, "enterAt.replys", "replies"],
  [httpSms, { ...SMS, receipts: { ...RECEIPTS, reply: { stauts: 200 } } }, "receipts.reply.stauts", "status"],
  [httpSms, verified({ hmca: SIGNATURE }), "receipts.verify.hmca", "hmac"],
  [httpSms, verified({ hmac: { ...SIGNATURE, tolerence: "1m" } }), "receipts.verify.hmac.tolerence", "tolerance"],
  [httpSms, verified({ jwt: { secret: "k", urlclaim: "u" } }), "receipts.verify.jwt.urlclaim", "urlClaim"],
  [httpSms, verified({ ed25519: { publickey: "k" } }), "receipts.verify.ed25519.publickey", "publicKey"],
  [httpSms, verified({ token: { hedaer: "a", token: "b" } }), "receipts.verify.token.hedaer", "header"],
  [httpSms, verified({ sns: { topicArn: "a" } }), "receipts.verify.sns.topicArn", "topicArns"],
  [httpSms, replied({ when: { at: "x", iss: "y" } }), "replies.when.iss", "is"],
  [httpSms, replied({ optOut: { at: "x", word: {} } }), "replies.optOut.word", "words"],
  [httpSms, { preset: "infobip", apikey: "k" }, "apikey", "apiKey"],
  [httpSms, { preset: "telnyx", publicKeys: "k" }, "publicKeys", "publicKey"],
  [httpEmail, { preset: "ses", regoin: "eu-west-1" }, "regoin", "region"],
  [httpEmail, { vendor: "x", reff: "id" }, "reff", "ref"],
  [httpEmail, { ...MAIL, accept: { stats: [202] } }, "accept.stats", "status"],
  [httpEmail, { ...MAIL, ref: { headr: "x-id" } }, "ref.headr", "header"],
  [createConsole, { token: "a-token-of-16-characters", readonly: true }, "console.readonly", "readOnly"],
  [sqliteStore, { fil: "relance.db" }, "fil", "file"],
  [postgresStore, { url: "postgres://a/b", shema: "s" }, "shema", "schema"],
  [createRelance, { provider: {} }, "provider", "providers"],
  [createRelance, { replies: { texts: { de: { confirmd: "ok" } } } }, "replies.texts.de.confirmd", "confirmed"],
  [createRelance, { ...GATEWAY, http: { texts: { de: { lat: "zu spät" } } } }, "http.texts.de.lat", "late"],
  [createWorld, { seed: 1, clock: undefined, fault: [] }, "createWorld.fault", "faults"],
  [createWorld, { seed: 1, habits: { answer: 1 } }, "createWorld.habits.answer", "answers"],
  [fakeTwilio, { autToken: "k" }, "fakeTwilio.autToken", "authToken"],
  [fakeSmsGateway, { courier: { los: 1 } }, "courier.los", "loss"],
  [fakeSmtp, { courier: { scaners: 1 } }, "courier.scaners", "scanners"],
  [fakePostmark, { network: { orgins: {} } }, "fakePostmark.network.orgins", "origins"],
];

describe("a misspelt option", () => {
  it("of a health check is named", async () => {
    await using gateway = await createRelance(GATEWAY);
    const health: Made = gateway.health;
    await expect(health({ within: "1s" } as never)).rejects.toMatchObject({
      problems: [{ path: "health.within", advice: "there is no such setting; there are none" }],
    });
  });

  it.each(CASES)("of %o is named, with the probable one: %j", async (make, options, path, meant) => {
    const made = async () => make(options as never);
    await expect(made()).rejects.toMatchObject({
      code: "config/invalid",
      problems: expect.arrayContaining([{ path, advice: `there is no such setting; did you mean ${meant}?` }]),
    });
  });

  it("in the signature description of an SMS gateway is refused, and so are two proofs, or none", () => {
    const proofs = [{}, { hmac: SIGNATURE, token: { header: "a", token: "b" } }];
    for (const verify of proofs)
      expect(() => httpSms(verified(verify) as never)).toThrow(
        expect.objectContaining({ problems: [expect.objectContaining({ path: "receipts.verify" })] }),
      );
    const words = { S: "STOP" };
    expect(() => httpSms(replied({ optOut: { at: "x", words } }) as never)).toThrow(
      expect.objectContaining({ problems: [expect.objectContaining({ path: "replies.optOut.words.S" })] }),
    );
  });

  it("without a similar name gets the list of all names", () => {
    expect(() => sqliteStore({ file: "a", durability: "full" } as never)).toThrow(
      expect.objectContaining({
        problems: [
          { path: "durability", advice: "there is no such setting; there are file, clock, singleWorker, worker" },
        ],
      }),
    );
  });
});

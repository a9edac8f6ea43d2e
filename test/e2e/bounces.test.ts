import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { complaint, dsn } from "../../packages/providers/nodemailer/test/support/dsn.ts";
import { openStack, type Stack } from "./support/stack.ts";
import { waitFor } from "./support/wait-for.ts";

const ANNA = { id: "anna", mobile: "+33639980001", mail: "anna@example.org" };
const BOB = { id: "bob", mobile: "+33639980002", mail: "bob@example.org" };
const bounces = { domain: "bounce.example.org", secret: "a secret of at least thirty-two characters" };
const MAIL_FIRST = {
  steps: [
    { channel: "email", route: ["smtp"], template: "please@1", wait: "24h" },
    { channel: "sms", route: ["main"], template: "please@1", wait: "12h" },
  ],
} as const;

async function mailed(stack: Stack, rows: readonly (typeof ANNA)[], to: string): Promise<string> {
  await stack.start(rows, MAIL_FIRST);
  const mailTo = () => stack.outside.smtp.mails().find((mail) => mail.to.includes(to));
  await waitFor("the mail", () => mailTo() !== undefined);
  for (const { id } of rows) await stack.happened("attempt.accepted", id);
  return mailTo()?.from ?? "";
}

function post(stack: Stack, mail: string | Uint8Array, recipient = ""): Promise<Response> {
  const url = new URL(`${stack.settings.publicUrl}/receipts/email.smtp`);
  if (recipient !== "") url.searchParams.set("recipient", recipient);
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "message/rfc822" },
    body: Buffer.from(mail),
  });
}

function linkIn(stack: Stack, to: string): string {
  const mail = stack.outside.smtp.mails().find((one) => one.to.includes(to));
  return /^X-Relance-Opt-Out: <(.+)>\r$/m.exec(mail?.raw.toString() ?? "")?.[1] ?? "";
}

async function channelsOf(stack: Stack, key: string): Promise<string[]> {
  const events = (await stack.events()).filter((event) => event.key === key);
  return events.flatMap(({ type, provider }) => (type === "attempt.submitted" ? [provider ?? ""] : []));
}

describe("a bounced mail", () => {
  it("moves only its own recipient to the next channel, immediately", async () => {
    await using stack = await openStack({ bounces });
    const path = await mailed(stack, [ANNA, BOB], ANNA.mail);
    expect(path).toMatch(/^bounces\+[0-9a-z]+-[a-z2-7]{5}-[a-z2-7]{16}@bounce\.example\.org$/);
    expect((await post(stack, dsn({ to: path, recipient: ANNA.mail }))).status).toBe(204);
    await stack.happened("attempt.delivered", "anna");
    expect(await channelsOf(stack, "anna")).toEqual(["email.smtp", "sms.main"]);
    expect(await channelsOf(stack, "bob")).toEqual(["email.smtp"]);
    expect((await post(stack, dsn({ to: path, recipient: ANNA.mail }))).status).toBe(204);
    expect(await channelsOf(stack, "anna")).toEqual(["email.smtp", "sms.main"]);
    expect((await stack.gateway.campaigns.ledgers())[0]).toMatchObject({ holds: true });
  });

  it.each([
    ["5.7.1", "smtp; 550 5.7.1 Message content rejected"],
    ["5.7.509", "smtp; 550 5.7.509 Access denied, sending domain does not pass DMARC policy"],
    ["5.2.2", "smtp; 552 5.2.2 Mailbox full"],
  ])(
    "for %s moves its recipient immediately, and is never sent to the same server again",
    async (status, diagnosis) => {
      await using stack = await openStack({ bounces });
      const path = await mailed(stack, [ANNA], ANNA.mail);
      const back = dsn({ to: path, recipient: ANNA.mail, status, diagnosis });
      expect((await post(stack, back)).status).toBe(204);
      await stack.happened("attempt.delivered", "anna");
      await stack.pass(60 * 60_000);
      expect(await channelsOf(stack, "anna")).toEqual(["email.smtp", "sms.main"]);
      expect(stack.outside.smtp.mails()).toHaveLength(1);
    },
  );

  it("that is only delayed does not move its recipient", async () => {
    await using stack = await openStack({ bounces });
    const path = await mailed(stack, [ANNA], ANNA.mail);
    const late = dsn({
      to: path,
      recipient: ANNA.mail,
      action: "delayed",
      status: "4.4.1",
      diagnosis: "smtp; 421 busy",
    });
    expect((await post(stack, late)).status).toBe(204);
    await stack.pass(60 * 60_000);
    expect(await channelsOf(stack, "anna")).toEqual(["email.smtp"]);
  });
});

describe("a complaint", () => {
  it("ends mails to the recipient, and the next permitted channel follows", async () => {
    await using stack = await openStack({ bounces });
    const path = await mailed(stack, [ANNA], ANNA.mail);
    expect((await post(stack, complaint(path, ANNA.mail))).status).toBe(204);
    await stack.happened("attempt.delivered", "anna");
    expect(await channelsOf(stack, "anna")).toEqual(["email.smtp", "sms.main"]);
    const second = await stack.start([{ ...ANNA, mobile: "" }], { ...MAIL_FIRST, name: "second" });
    expect((await second.ledger()).states).toMatchObject({ suppressed: 1 });
  });

  it("without an address identifies its contact by the mail's opt-out link, once", async () => {
    await using stack = await openStack({ bounces });
    const path = await mailed(stack, [ANNA, BOB], ANNA.mail);
    const redacted = complaint(path, "redacted@example.net", "abuse", linkIn(stack, ANNA.mail));
    for (let n = 0; n < 2; n += 1) expect((await post(stack, redacted)).status).toBe(204);
    await stack.happened("attempt.delivered", "anna");
    expect(await channelsOf(stack, "anna")).toEqual(["email.smtp", "sms.main"]);
    expect(await channelsOf(stack, "bob")).toEqual(["email.smtp"]);
    const { rows } = await partsOf(stack.gateway).store.suppressions({ limit: 10 });
    expect(rows).toMatchObject([{ address: ANNA.mail, reason: "opted-out", actor: "email.smtp" }]);
    expect((await stack.gateway.campaigns.ledgers())[0]).toMatchObject({ states: { acknowledged: 0 } });
  });

  it.each([
    ["changed", (link: string) => link.replace(/.(?=[^/]*$)/, (letter) => (letter === "a" ? "b" : "a"))],
    ["an acknowledgement's", (link: string) => link.replace("/u/", "/a/")],
    ["somebody else's", () => "https://elsewhere.example/u/1234567890abcdefghijkl"],
    ["endless", (link: string) => `${link}${"a".repeat(10_000)}`],
  ])("whose opt-out link is %s is stored, and suppresses no contact", async (_, forge) => {
    await using stack = await openStack({ bounces });
    const path = await mailed(stack, [ANNA], ANNA.mail);
    const forged = complaint(path, "redacted@example.net", "abuse", forge(linkIn(stack, ANNA.mail)));
    expect((await post(stack, forged)).status).toBe(204);
    expect((await partsOf(stack.gateway).store.suppressions({ limit: 10 })).rows).toEqual([]);
    expect((await stack.gateway.campaigns.ledgers())[0]).toMatchObject({ states: { active: 1 } });
  });

  it("about another address than the mail's suppresses no contact", async () => {
    await using stack = await openStack({ bounces });
    const path = await mailed(stack, [ANNA, BOB], ANNA.mail);
    expect((await post(stack, complaint(path, BOB.mail))).status).toBe(204);
    await stack.pass(60_000);
    expect((await stack.gateway.campaigns.ledgers())[0]).toMatchObject({ states: { active: 2 } });
    expect(await channelsOf(stack, "bob")).toEqual(["email.smtp"]);
  });
});

describe("a bounce that cannot be trusted", () => {
  it("is refused, counted, and changes nothing", async () => {
    await using stack = await openStack({ bounces });
    const path = await mailed(stack, [ANNA], ANNA.mail);
    const before = await stack.events();
    const forged = [
      path.replace(/.@/, "1@"),
      path.replace(/\+[0-9a-z]+-/, "+zz-"),
      "bounces+1@bounce.example.org",
      "help@example.org",
    ];
    for (const to of forged) expect((await post(stack, dsn({ to, recipient: ANNA.mail }), to)).status).toBe(403);
    expect((await post(stack, "")).status).toBe(400);
    expect((await post(stack, Buffer.alloc(10_000_000, "a"))).status).toBe(413);
    const refused = stack.logged("webhook.refused").map(({ facts }) => facts?.code);
    expect(refused).toEqual([...forged.map(() => "webhook/bad-signature"), "webhook/unreadable", "webhook/too-large"]);
    const parts = `To: ${path}\r\n${"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n".repeat(1_000)}`;
    expect((await post(stack, parts)).status).toBe(204); // a genuine return path: relance stores the unreadable mail
    expect(await stack.events()).toEqual(before);
  });
});

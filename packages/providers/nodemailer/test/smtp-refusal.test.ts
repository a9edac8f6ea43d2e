import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { nodemailerEmail } from "../src/index.ts";
import { emailMessage } from "./support/email-message.ts";
import { type Script, startScriptedSmtp } from "./support/scripted-smtp.ts";

const signal = new AbortController().signal;

const CASES: [keyof Script, string, object][] = [
  ["greeting", "421 too busy", retry("provider/unavailable")],
  ["greeting", "421 4.7.0 too many connections", retry("provider/rate-limited")],
  ["greeting", "421 4.7.28 come back later", retry("provider/rate-limited")],
  ["greeting", "554 5.7.1 your address is blocked", accountFault("provider/account")],
  ["ehlo", "550 who are you", accountFault("provider/account")],
  ["auth", "535 5.7.8 wrong", accountFault("provider/unauthorized")],
  ["auth", "454 4.7.0 later", retry("provider/unavailable")],
  ["mail", "530 5.7.0 login first", accountFault("provider/unauthorized")],
  ["mail", "550 5.7.1 not your domain", reroute("provider/bad-sender")],
  ["mail", "451 4.3.0 later", retry("provider/unavailable")],
  ["mail", "452 4.3.1 disk full", retry("provider/unavailable")],
  ["mail", "552 5.3.4 too big", reroute("provider/bad-content")],
  ["rcpt", "550 5.1.1 no such user", reject("provider/bad-recipient")],
  ["rcpt", "550-5.1.1 no such\r\n550 5.1.1 user", reject("provider/bad-recipient")],
  ["rcpt", "550 no such user", reject("provider/bad-recipient")],
  ["rcpt", "556 5.1.10 takes no mail", reject("provider/bad-recipient")],
  ["rcpt", "550 5.2.1 disabled", reject("provider/bad-recipient")],
  ["rcpt", "552 5.2.2 mailbox full", reject("provider/recipient-unavailable")],
  ["rcpt", "550 5.4.1 no answer from its host", reject("provider/recipient-unavailable")],
  ["rcpt", "554 5.7.1 relay access denied", reroute("provider/refused")],
  ["rcpt", "550 relay not permitted", reroute("provider/refused")],
  ["rcpt", "554 client host blocked", reroute("provider/refused")],
  ["rcpt", "553 5.1.8 sender domain unknown", reroute("provider/bad-sender")],
  ["rcpt", "450 4.2.0 greylisted", retry("provider/recipient-unavailable")],
  ["rcpt", "421 4.3.2 closing", retry("provider/unavailable")],
  ["rcpt", "450 4.7.1 sending rate exceeded", retry("provider/rate-limited")],
  ["data", "454 Throttling failure", retry("provider/rate-limited")],
  ["data", "554 5.5.1 no", reroute("provider/bad-content")],
  ["data", "451 4.3.0 later", retry("provider/unavailable")],
  ["data", "503 5.5.1 bad sequence", retry("provider/unavailable")],
  ["afterBody", "554 5.7.1 spam", reroute("provider/bad-content")],
  ["afterBody", "552 too big", reroute("provider/bad-content")],
  ["afterBody", "550 5.1.1 no such user", reject("provider/bad-recipient")],
  ["afterBody", "452 4.3.1 disk full", retry("provider/unavailable")],
  ["afterBody", "421 4.3.2 closing", retry("provider/unavailable")],
];

describe.each([
  ["one command at a time", ["AUTH PLAIN"]],
  ["pipelined", ["AUTH PLAIN", "PIPELINING"]],
])("a refusal by a server that reads %s", (_, extensions) => {
  it.each(CASES)("at %s, %s, is classified, and certainly not sent", async (point, reply, expected) => {
    await using server = await startScriptedSmtp({ [point]: reply }, extensions);
    const email = nodemailerEmail({ url: withLogin(server.url), from: "help@example.org" });
    const sending = email.send(emailMessage(), { signal });
    await expect(sending).rejects.toMatchObject({ ...expected, outcome: "not-sent", beforeRequest: false });
    expect(server.counts.connections).toBe(1);
    await email.close?.();
  });
});

it("attributes a server without the required TLS to the account", async () => {
  await using server = await startScriptedSmtp();
  const email = nodemailerEmail({ url: server.url, from: "help@example.org", requireTLS: true });
  const sending = email.send(emailMessage(), { signal });
  await expect(sending).rejects.toMatchObject({ ...accountFault("provider/account"), outcome: "not-sent" });
  expect(server.counts.mails).toBe(0);
  await email.close?.();
});

it("contains the codes and never the text of a refusal, which may quote the address", async () => {
  await using server = await startScriptedSmtp({ rcpt: "550 5.1.1 <ada@example.org> unknown" });
  const email = nodemailerEmail({ url: server.url, from: "help@example.org" });
  const error = await email.send(emailMessage(), { signal }).catch((thrown: Error) => thrown);
  expect(error).toMatchObject({ vendorCode: "550 5.1.1" });
  expect(inspect(error)).not.toContain("ada@");
  await email.close?.();
});

function withLogin(url: string): string {
  return url.replace("smtp://", "smtp://us%40er:pa%2Fss@");
}

function retry(code: string) {
  return { code, disposition: "retry", accountFault: false };
}

function reroute(code: string) {
  return { code, disposition: "reroute", accountFault: false };
}

function reject(code: string) {
  return { code, disposition: "reject", accountFault: false };
}

function accountFault(code: string) {
  return { code, disposition: "reroute", accountFault: true };
}

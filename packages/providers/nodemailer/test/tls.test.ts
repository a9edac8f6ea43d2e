import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { nodemailerEmail } from "../src/index.ts";
import { emailMessage } from "./support/email-message.ts";
import { startMailboxServer } from "./support/mailbox-server.ts";

const signal = new AbortController().signal;
const cert = readFileSync(new URL("fixtures/loopback.cert.pem", import.meta.url), "utf8");
const key = readFileSync(new URL("fixtures/loopback.key.pem", import.meta.url), "utf8");
const FROM = "help@example.org";

it.each([
  ["STARTTLS", "smtp:"],
  ["TLS from the first byte", "smtps:"],
])("uses %s with a server whose certificate it trusts", async (_, protocol) => {
  const secure = protocol === "smtps:";
  await using server = await startMailboxServer({ key, cert, secure, disabledCommands: ["AUTH"] });
  const url = server.url.replace("smtp:", protocol);
  const email = nodemailerEmail({ url, from: FROM, requireTLS: true, tls: { ca: cert } });
  await email.send(emailMessage(), { signal });
  expect(server.mails).toHaveLength(1);
  await email.close?.();
});

it("sends nothing to a server whose certificate it cannot trust", async () => {
  await using server = await startMailboxServer({ key, cert, disabledCommands: ["AUTH"] });
  const email = nodemailerEmail({ url: server.url, from: FROM });
  const sending = email.send(emailMessage(), { signal });
  await expect(sending).rejects.toMatchObject({ outcome: "not-sent", beforeRequest: true });
  expect(server.mails).toHaveLength(0);
  await email.close?.();
});

it("logs in over TLS, with the login of the URL", async () => {
  const logins: unknown[] = [];
  await using server = await startMailboxServer({
    key,
    cert,
    disabledCommands: [],
    authOptional: false,
    onAuth({ username, password }, _, done) {
      logins.push(username, password);
      done(null, { user: username ?? "" });
    },
  });
  const url = server.url.replace("smtp://", "smtp://us%40er:pa%2Fss@");
  const email = nodemailerEmail({ url, from: FROM, tls: { ca: cert } });
  await email.send(emailMessage(), { signal });
  expect(logins).toEqual(["us@er", "pa/ss"]);
  await email.close?.();
});

import { describe, expect, it } from "vitest";
import { type NodemailerOptions, nodemailerEmail } from "../src/index.ts";
import { emailMessage } from "./support/email-message.ts";
import { startMailboxServer } from "./support/mailbox-server.ts";
import { startScriptedSmtp } from "./support/scripted-smtp.ts";

const signal = new AbortController().signal;
const SENDER = { from: "help@example.org", name: "Job centre" };

describe("a mail", () => {
  it("is sent to exactly one recipient, with text, HTML and attachment", async () => {
    await using server = await startMailboxServer();
    const email = nodemailerEmail({ url: server.url, ...SENDER, replyTo: "desk@example.org" });
    const attachments = [{ filename: "note.txt", contentType: "text/plain", base64: "SGVsbG8=" }];
    const content = { subject: "Rendez-vous à l’été", html: "<p>Please confirm.</p>", attachments };
    await email.send(emailMessage({ content }), { signal });
    const [mail] = server.mails;
    expect(mail).toMatchObject({ from: "help@example.org", to: ["ada@example.org"] });
    expect(mail?.headers.get("from")).toBe("Job centre <help@example.org>");
    expect(mail?.headers.get("to")).toBe("ada@example.org");
    expect(mail?.headers.get("reply-to")).toBe("desk@example.org");
    expect(mail?.headers.get("subject")).toMatch(/^=\?UTF-8\?/);
    expect(mail?.raw).toContain("Please confirm.\r\n");
    expect(mail?.raw).toContain("<p>Please confirm.</p>");
    expect(mail?.raw).toContain("SGVsbG8=");
    await email.close?.();
  });

  it("has the attempt id in its Message-ID, which is the reference and the same at every repetition", async () => {
    await using server = await startMailboxServer();
    const email = nodemailerEmail({ url: server.url, ...SENDER });
    const first = await email.send(emailMessage({ attemptId: "k3" }), { signal });
    const second = await email.send(emailMessage({ attemptId: "k3" }), { signal });
    const other = await email.send(emailMessage({ attemptId: "k3", to: "bob@example.org" }), { signal });
    expect(first.ref).toMatch(/^<k3\.[0-9a-f]{20}@example\.org>$/);
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
    expect(server.mails.map((mail) => mail.headers.get("message-id"))).toContain(first.ref);
    expect(server.mails[0]?.headers.get("x-relance-attempt")).toBe("k3");
    await email.close?.();
  });

  it("offers one-click opt-out on one line", async () => {
    const optOutUrl = `https://notify.example.org/relance/o/${"x".repeat(120)}?s=1`;
    await using server = await startMailboxServer();
    const email = nodemailerEmail({ url: server.url, ...SENDER });
    await email.send(emailMessage({ optOutUrl, offersOptOut: true }), { signal });
    const [mail] = server.mails;
    expect(mail?.raw).toContain(`\r\nList-Unsubscribe: <${optOutUrl}>\r\n`);
    expect(mail?.headers.get("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
    await email.close?.();
  });

  it("has a signed return path for its attempt if bounces are read, and bounces contain only the header lines", async () => {
    await using server = await startScriptedSmtp({}, ["DSN"]);
    const bounces = { domain: "bounce.example.org", secret: "a secret of at least thirty-two characters" };
    const email = nodemailerEmail({ url: server.url, ...SENDER, bounces });
    await email.send(emailMessage({ attemptId: "k3" }), { signal });
    expect(server.commands()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^MAIL FROM:<bounces\+k3-[a-z2-7]{5}-[a-z2-7]{16}@bounce\.example\.org> RET=HDRS ENVID=k3$/,
        ),
        "RCPT TO:<ada@example.org> NOTIFY=FAILURE,DELAY ORCPT=rfc822;ada@example.org",
      ]),
    );
    expect(server.lastBody()).toContain("From: Job centre <help@example.org>");
    await email.close?.();
  });
});

describe("an invalid mail", () => {
  it.each([
    "b@example.org\r\nBcc: evil@example.org",
    "b@example.org, evil@example.org",
    "b@example.org;evil@example.org",
    "Bob <b@example.org>",
    "b@example.org evil",
    "b@example.org@evil.example",
    "undisclosed:b@example.org",
    '"b c"@example.org',
    "b@[127.0.0.1]",
    "b",
    "",
  ])("is refused for the address %j before any connection", async (to) => {
    await using server = await startScriptedSmtp();
    const email = nodemailerEmail({ url: server.url, ...SENDER });
    const sending = email.send(emailMessage({ to }), { signal });
    await expect(sending).rejects.toMatchObject({ code: "provider/bad-recipient", disposition: "reject" });
    expect(server.counts.connections).toBe(0);
  });

  it.each([
    { subject: "Hello\r\nBcc: evil@example.org" },
    { attachments: [{ filename: "a\r\nBcc: evil@example.org", base64: "" }] },
    { attachments: [{ filename: "a", contentType: "text/plain\r\nBcc: evil@example.org", base64: "" }] },
  ])("is refused for a line break in a header before any connection", async (content) => {
    await using server = await startScriptedSmtp();
    const email = nodemailerEmail({ url: server.url, ...SENDER });
    const sending = email.send(emailMessage({ content }), { signal });
    await expect(sending).rejects.toMatchObject({ code: "provider/bad-content", disposition: "reroute" });
    expect(server.counts.connections).toBe(0);
  });

  it.each([
    { path: "from", wrong: { from: undefined } },
    { path: "url", wrong: { url: undefined } },
    { path: "url", wrong: { url: "smtp://user:100%@mail.example.org" } },
    { path: "url", wrong: { url: "smtp://user@mail.example.org" } },
    { path: "url", wrong: { url: "smtp://mail.example.org:70000" } },
    { path: "url", wrong: { url: "smtp://mail.example.org:0" } },
    { path: "timeouts.connect", wrong: { timeouts: { connect: "0s" } } },
    { path: "bounces.secret", wrong: { bounces: { domain: "bounce.example.org" } } },
  ])("reports a wrong $path before anything is sent", ({ path, wrong }) => {
    const options = {
      url: "smtp://mail.example.org",
      from: "help@example.org",
      ...wrong,
    } as unknown as NodemailerOptions;
    expect(() => nodemailerEmail(options)).toThrow(
      expect.objectContaining({ code: "config/invalid", problems: [{ path, advice: expect.any(String) }] }),
    );
  });

  it("lists every mistake of its options", () => {
    const options = {
      url: "http://example.org",
      from: "Bob <b@example.org>",
      bounces: { domain: "a b", mailbox: "A b", secret: "short" },
    };
    expect(() => nodemailerEmail(options)).toThrow(
      expect.objectContaining({
        code: "config/invalid",
        problems: [
          { path: "from", advice: expect.any(String) },
          { path: "bounces.domain", advice: expect.any(String) },
          { path: "bounces.mailbox", advice: expect.any(String) },
          { path: "bounces.secret", advice: expect.any(String) },
          { path: "url", advice: expect.any(String) },
        ],
      }),
    );
  });
});

it("declares neither receipts nor replies without bounces, because none arrive", () => {
  const email = nodemailerEmail({ url: "smtp://Mail.Example.org", from: "help@example.org" });
  expect(email).toMatchObject({ kind: "nodemailer-email", channel: "email", vendor: "mail.example.org" });
  expect(email.capabilities).toEqual({ receipts: false, replies: false });
  expect(email.receipts).toBeUndefined();
});

it("distinguishes the outcomes of many parallel messages over one pool", async () => {
  await using server = await startScriptedSmtp((to) =>
    to.startsWith("lost") ? { afterBody: "drop" } : to.startsWith("cut") ? { data: "drop" } : {},
  );
  const email = nodemailerEmail({ url: server.url, ...SENDER, concurrency: 8 });
  const kinds = Array.from({ length: 120 }, (_, i) => (["lost", "fine", "cut", "fine"] as const)[i % 4] ?? "fine");
  const outcomes = await Promise.all(
    kinds.map((kind, i) =>
      email.send(emailMessage({ attemptId: `a${i}`, to: `${kind}${i}@example.org` }), { signal }).then(
        () => "fine",
        (error) => (error.outcome === "unknown" ? "lost" : "cut"),
      ),
    ),
  );
  expect(outcomes).toEqual(kinds);
  expect(server.counts).toMatchObject({ mails: 120, bodies: 90 });
  await email.close?.();
});

describe("closing", () => {
  it("completes messages in flight, then accepts no more", async () => {
    await using server = await startMailboxServer();
    const email = nodemailerEmail({ url: server.url, ...SENDER, concurrency: 3 });
    const sending = Array.from({ length: 9 }, (_, i) => email.send(emailMessage({ attemptId: `a${i}` }), { signal }));
    await email.close?.();
    expect(await Promise.all(sending)).toHaveLength(9);
    expect(server.mails).toHaveLength(9);
    const late = email.send(emailMessage(), { signal });
    await expect(late).rejects.toMatchObject({ code: "provider/unavailable", outcome: "not-sent" });
  });
});

describe("the probe", () => {
  it("succeeds if the server answers", async () => {
    await using server = await startScriptedSmtp({}, ["AUTH PLAIN"]);
    const email = nodemailerEmail({ url: server.url.replace("//", "//u:p@"), ...SENDER });
    await email.probe?.({ signal });
    expect(server.counts.mails).toBe(0);
    await email.close?.();
  });

  it("reports a problem with the login", async () => {
    await using server = await startScriptedSmtp({ auth: "535 5.7.8 wrong" }, ["AUTH PLAIN"]);
    const email = nodemailerEmail({ url: server.url.replace("//", "//u:p@"), ...SENDER });
    await expect(email.probe?.({ signal })).rejects.toMatchObject({ code: "provider/unauthorized" });
    await email.close?.();
  });
});

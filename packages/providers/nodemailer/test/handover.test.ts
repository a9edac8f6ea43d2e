import { describe, expect, inject, it } from "vitest";
import { nodemailerEmail } from "../src/index.ts";
import { emailMessage } from "./support/email-message.ts";
import { type Script, startScriptedSmtp } from "./support/scripted-smtp.ts";

const signal = new AbortController().signal;
const SMALL = emailMessage({ content: { text: "hi" } });
const LARGE = emailMessage({ content: { text: "0123456789abcdef".repeat(200_000) } });

/** `npm run test:more` runs the cases that `npm test` leaves out. */
const isFirst = inject("part") !== "more";
const isWhole = inject("part") !== "once";

/** The points at which the SMTP session ends, with the outcome for every supported version of nodemailer. */
const POINTS: [keyof Script, "not-sent" | "unknown"][] = [
  ["ehlo", "not-sent"],
  ["mail", "not-sent"],
  ["rcpt", "not-sent"],
  ["data", "not-sent"],
  ["afterBody", "unknown"],
];

const FIRST: readonly [reads: string, size: string, extensions: string[], message: typeof SMALL][] = [
  ["one command at a time", "small", [], SMALL],
  ["one command at a time", "3 MB", [], LARGE],
  ["pipelined", "small", ["PIPELINING"], SMALL],
];
const MORE: typeof FIRST = [["pipelined", "3 MB", ["PIPELINING"], LARGE]];

describe.each([...(isFirst ? FIRST : []), ...(isWhole ? MORE : [])])(
  "with a server that reads %s, a %s message",
  (...[, , extensions, message]) => {
    it.each(POINTS)("is, after a disconnection at %s, %s", async (point, outcome) => {
      await using server = await startScriptedSmtp({ [point]: "drop" }, extensions);
      const email = nodemailerEmail({ url: server.url, from: "help@example.org" });
      const sending = email.send(message, { signal });
      await expect(sending).rejects.toMatchObject({ disposition: "retry", outcome });
      expect(server.counts).toEqual({
        connections: 1,
        mails: point === "ehlo" ? 0 : 1,
        bodies: point === "afterBody" ? 1 : 0,
      });
      await email.close?.();
    });

    it.each(POINTS)("is, after silence at %s, %s", async (point, outcome) => {
      // a busy machine needs more time to send 3 MB
      const reply = message === SMALL ? "100ms" : point === "afterBody" ? "3s" : "400ms";
      const timeouts = { reply } as const;
      await using server = await startScriptedSmtp({ [point]: "silence" }, extensions);
      const email = nodemailerEmail({ url: server.url, from: "help@example.org", timeouts });
      const sending = email.send(message, { signal });
      await expect(sending).rejects.toMatchObject({ code: "provider/timeout", outcome });
      expect(server.counts.connections).toBe(1);
      await email.close?.();
    });

    it.each(POINTS)("is, on a reused connection, after a disconnection at %s, %s", async (point, outcome) => {
      await using server = await startScriptedSmtp({}, extensions);
      const email = nodemailerEmail({ url: server.url, from: "help@example.org", concurrency: 1 });
      await email.send(message, { signal });
      server.play({ [point]: "drop" });
      const sending = email.send(message, { signal });
      const isReached = point !== "ehlo"; // on an open connection, the greeting is over
      if (isReached) await expect(sending).rejects.toMatchObject({ disposition: "retry", outcome });
      else await sending;
      expect(server.counts).toMatchObject({
        connections: 1,
        bodies: point === "afterBody" || !isReached ? 2 : 1,
      });
      await email.close?.();
    });
  },
);

it.each([
  // a closed connection must be reported before the timeout, even on a busy machine
  ["drop", "provider/connection-lost", {}],
  ["silence", "provider/timeout", { reply: "500ms" }],
] as const)(
  "a message larger than the buffers is, after a %s in its middle, not sent",
  async (move, code, timeouts) => {
    await using server = await startScriptedSmtp({ midBody: move });
    const email = nodemailerEmail({ url: server.url, from: "help@example.org", timeouts });
    const text = "0123456789abcdef".repeat(1_000_000);
    const sending = email.send(emailMessage({ content: { text } }), { signal });
    await expect(sending).rejects.toMatchObject({ code, outcome: "not-sent", beforeRequest: false });
    expect(server.counts).toMatchObject({ connections: 1, mails: 1, bodies: 0 });
    await email.close?.();
  },
);

it("an answer after the body that is not SMTP leaves the outcome unknown", async () => {
  await using server = await startScriptedSmtp({ afterBody: "hello" });
  const email = nodemailerEmail({ url: server.url, from: "help@example.org" });
  const sending = email.send(SMALL, { signal });
  await expect(sending).rejects.toMatchObject({ code: "provider/bad-response", outcome: "unknown" });
  await email.close?.();
});

it("with no listener, an unknown name or a closed port, no byte was sent", async () => {
  await using server = await startScriptedSmtp({ greeting: "drop" });
  const refused = await startScriptedSmtp();
  await refused[Symbol.asyncDispose]();
  for (const url of [server.url, refused.url, "smtp://no-such-host.invalid"]) {
    const email = nodemailerEmail({ url, from: "help@example.org", requireTLS: false });
    const sending = email.send(SMALL, { signal });
    await expect(sending).rejects.toMatchObject({
      code: "provider/unreachable",
      outcome: "not-sent",
      beforeRequest: true,
    });
    await email.close?.();
  }
});

it("a missing greeting is unreachable, within the time limit", async () => {
  await using server = await startScriptedSmtp({ greeting: "silence" });
  const email = nodemailerEmail({ url: server.url, from: "help@example.org", timeouts: { connect: "50ms" } });
  const sending = email.send(SMALL, { signal });
  await expect(sending).rejects.toMatchObject({ code: "provider/unreachable", beforeRequest: true });
  await email.close?.();
});

it("a server with slow replies is limited by the total time", async () => {
  await using server = await startScriptedSmtp({ mail: "250-still\r\n250-thinking" });
  const email = nodemailerEmail({ url: server.url, from: "help@example.org", timeouts: { total: "100ms" } });
  const sending = email.send(SMALL, { signal });
  await expect(sending).rejects.toMatchObject({ code: "provider/timeout", outcome: "not-sent" });
  expect(email.sendBudgetMs).toBe(100);
  await email.close?.();
});

it.each([
  ["mail", "not-sent"],
  ["afterBody", "unknown"],
] as const)("the caller's abort during silence at %s is distinguished, and %s", async (point, outcome) => {
  await using server = await startScriptedSmtp({ [point]: "silence" });
  const email = nodemailerEmail({ url: server.url, from: "help@example.org" });
  const caller = new AbortController();
  const sending = email.send(SMALL, { signal: caller.signal });
  await expect.poll(() => (point === "mail" ? server.counts.mails : server.counts.bodies)).toBe(1);
  caller.abort();
  await expect(sending).rejects.toMatchObject({ code: "provider/aborted", outcome });
  await email.close?.();
});

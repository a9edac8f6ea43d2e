import { createTransport, type Transporter } from "nodemailer";
import { describe, expect, it } from "vitest";
import {
  createWorld,
  type FakeSmtp,
  type FakeSmtpOptions,
  fakeSmtp,
  SILENT_HABITS,
  virtualClock,
} from "../../src/index.ts";
import { mailAttemptId } from "../../src/outside/smtp/fake-smtp.ts";
import { people, START } from "../support/population.ts";

const LINK = "https://notify.example.org/a/abc?x=1&y=2";

function transport(smtp: FakeSmtp, auth?: { user: string; pass: string }): Transporter {
  return createTransport({
    host: "127.0.0.1",
    port: smtp.port,
    ignoreTLS: true,
    connectionTimeout: 2_000,
    greetingTimeout: 2_000,
    socketTimeout: 500,
    ...(auth ? { auth } : {}),
  });
}

function mail(to = "p0@example.org", attemptId = "k1") {
  return {
    envelope: { from: "bounces@example.org", to },
    from: "sender@example.org",
    to,
    subject: "Réinscription — dernier rappel",
    text: `Bonjour Élodie,\n\nConfirmez ici : ${LINK}.\n\nMerci`,
    html: `<p>Bonjour</p><a href="${LINK.replace("&", "&amp;")}">Je confirme</a><a href="https://notify.example.org/u/1">stop</a>`,
    messageId: `<${attemptId}.3fa9@example.org>`,
    headers: { "List-Unsubscribe": { prepared: true, value: "<https://notify.example.org/u/1>" } },
  };
}

async function stage(options: FakeSmtpOptions = {}) {
  const clock = virtualClock(START);
  const world = createWorld({ seed: 1, clock, habits: SILENT_HABITS });
  world.add(people(3));
  const smtp = await fakeSmtp({ ...options, world });
  return {
    world,
    smtp,
    async settle() {
      for (let next = clock.nextAt(); next !== undefined; next = clock.nextAt()) {
        clock.advanceTo(next);
        await expect.poll(() => world.inFlight()).toBe(0);
      }
    },
    [Symbol.asyncDispose]: () => smtp.close(),
  };
}

describe("fake SMTP, spoken to by nodemailer", () => {
  it("delivers a mail to its reader's mailbox, decoded, with the links a reader would press", async () => {
    await using it = await stage();
    const info = await transport(it.smtp).sendMail(mail("P0@example.org"));
    expect(info.accepted).toEqual(["P0@example.org"]);
    await it.settle();
    expect(it.world.person("p0")?.received).toMatchObject([
      { channel: "email", subject: "Réinscription — dernier rappel", attemptId: "k1", links: [LINK] },
    ]);
    expect(it.world.person("p0")?.received[0]?.text).toContain("Bonjour Élodie");
    expect(it.smtp.requestsOf("k1")).toBe(1);
    expect(it.smtp.mails()).toMatchObject([{ from: "bounces@example.org", attemptId: "k1" }]);
  });

  it("prefers the header with the attempt id to the Message-ID", () => {
    const raw = Buffer.from("Message-ID: <a.b@x>\r\nX-Relance-Attempt: 9z\r\n\r\nX-Relance-Attempt: body");
    expect(mailAttemptId(raw)).toBe("9z");
    expect(mailAttemptId(Buffer.from("Subject: x\r\n\r\nMessage-ID: <in.the.body@x>"))).toBeUndefined();
  });

  it("refuses unknown mailboxes per recipient, and accepts the others", async () => {
    await using it = await stage();
    it.smtp.refuse("p1@example.org", { code: 550, text: "5.1.1 no such mailbox" });
    const both = { ...mail(), envelope: { from: "b@example.org", to: ["p0@example.org", "p1@example.org"] } };
    const info = await transport(it.smtp).sendMail(both);
    expect(info).toMatchObject({ accepted: ["p0@example.org"], rejected: ["p1@example.org"] });
    const alone = transport(it.smtp).sendMail(mail("p1@example.org"));
    await expect(alone).rejects.toMatchObject({ code: "EENVELOPE", command: "RCPT TO", responseCode: 550 });
  });

  it("refuses as the world decides", async () => {
    await using it = await stage({ courier: { unknownAddresses: 1 } });
    await expect(transport(it.smtp).sendMail(mail())).rejects.toMatchObject({ responseCode: 550 });
    expect(it.world.report().couriers.smtp).toMatchObject({ requests: 1, refused: 1, taken: 0 });
  });

  it("requires its account", async () => {
    await using it = await stage({ account: { user: "relance", password: "right" } });
    await expect(transport(it.smtp).sendMail(mail())).rejects.toMatchObject({ responseCode: 530 });
    const wrong = transport(it.smtp, { user: "relance", pass: "wrong" });
    await expect(wrong.sendMail(mail())).rejects.toMatchObject({ code: "EAUTH", responseCode: 535 });
    await transport(it.smtp, { user: "relance", pass: "right" }).sendMail(mail());
    expect(it.smtp.mails()).toHaveLength(1);
  });

  it.each([
    { mode: "refuse", code: "EENVELOPE", responseCode: 550 },
    { mode: "throttle", code: "EENVELOPE", responseCode: 451 },
    { mode: "unavailable", code: "EPROTOCOL", responseCode: 421 },
    { mode: "unauthorized", code: "EENVELOPE", responseCode: 530 },
    { mode: { at: "data", code: 552, text: "5.3.4 too big" }, code: "EMESSAGE", responseCode: 552 },
    { mode: { at: "greeting", code: 554, text: "5.7.1 go away" }, code: "EPROTOCOL", responseCode: 554 },
    { mode: { status: 452, body: "4.3.1 full" }, code: "EMESSAGE", responseCode: 452 },
  ] as const)("answers $responseCode in that mode", async ({ mode, ...answer }) => {
    await using it = await stage();
    it.smtp.mode(mode);
    await expect(transport(it.smtp).sendMail(mail())).rejects.toMatchObject(answer);
    expect(it.smtp.mails()).toEqual([]);
  });

  it("also closes pooled connections, which were greeted long ago", async () => {
    await using it = await stage();
    const pool = createTransport({ host: "127.0.0.1", port: it.smtp.port, pool: true, ignoreTLS: true });
    await pool.sendMail(mail());
    it.smtp.mode("unavailable");
    await expect(pool.sendMail(mail())).rejects.toMatchObject({ responseCode: 421 });
    pool.close();
  });

  it.each([
    { mode: "reset", taken: 1 },
    { mode: "reset-mid-answer", taken: 1 },
    { mode: "silence", taken: 1 },
    { mode: "garbage", taken: 1 },
    { mode: "drop", taken: 0 },
  ] as const)("leaves the sender uncertain in mode $mode, after it accepted $taken", async ({ mode, taken }) => {
    await using it = await stage();
    it.smtp.mode(mode);
    await expect(transport(it.smtp).sendMail(mail())).rejects.toBeDefined();
    await it.settle();
    expect(it.world.report().reached).toBe(taken);
    expect(it.smtp.requestsOf("k1")).toBe(taken);
  });

  it("holds its answer in mode `hold`, until the mode changes", async () => {
    await using it = await stage();
    it.smtp.mode("hold");
    const sending = transport(it.smtp).sendMail(mail());
    await expect.poll(() => it.smtp.requestsOf("k1")).toBe(1);
    expect(it.world.inFlight()).toBe(1);
    it.smtp.mode("accept");
    expect(await sending).toMatchObject({ accepted: ["p0@example.org"] });
  });

  it("is idle once a session is over, however it ended", async () => {
    await using it = await stage();
    const sender = transport(it.smtp);
    await sender.sendMail(mail());
    it.smtp.mode("refuse");
    await expect(sender.sendMail(mail())).rejects.toBeDefined();
    await expect.poll(() => it.world.inFlight()).toBe(0);
  });
});

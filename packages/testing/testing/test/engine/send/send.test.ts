import type { Message, Provider } from "@relance/spec";
import type { Relance } from "relance";
import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { fakeVendor } from "../../support/fake-vendor.ts";
import { HOUR, type Laboratory, MINUTE, openLaboratory, SECOND } from "../../support/laboratory.ts";

type Input = Parameters<Relance["send"]>[0];

const message: Input = {
  idempotencyKey: "appointment-4711",
  recipient: { key: "ana", contacts: { sms: "+33639980001" } },
  steps: [{ channel: "sms", content: { text: "Tomorrow at 9:00. Confirm: {{ ack.url }}" } }],
};

const MAIL_SERVER: Provider<"email"> = {
  kind: "mail",
  channel: "email",
  vendor: "mail",
  capabilities: { receipts: false, replies: false },
  send: async ({ attemptId }) => ({ ref: `mail-${attemptId}` }),
};

async function laboratory(
  publicUrl: string | undefined = "https://test.invalid",
  email: Readonly<Record<string, Provider<"email">>> = {},
): Promise<{
  lab: Laboratory;
  sent: Message[];
}> {
  const sent: Message[] = [];
  const lab = await openLaboratory({
    sms: (world) => ({
      main: fakeVendor(world, { refuse: (one) => void sent.push(one) }).provider,
      second: fakeVendor(world).provider,
    }),
    email: () => email,
    config: { publicUrl },
    overrides: { pollMs: MINUTE, heartbeatMs: 20 * SECOND },
  });
  return { lab, sent };
}

describe("send()", () => {
  it("sends once, and returns the first answer for a repeated call", async () => {
    const { lab, sent } = await laboratory();
    const { gateway } = await lab.open("application");
    void gateway.run({ signal: new AbortController().signal });
    const first = await lab.finish(gateway.send(message));
    await lab.time.advance(SECOND);
    const again = await lab.finish(gateway.send(message));
    await lab.time.advance(SECOND);
    expect(first).toMatchObject({ status: "enrolled", state: "pending" });
    expect(again).toMatchObject({ status: "repeated", state: "active", enrollment: first.enrollment });
    expect(sent).toHaveLength(1);
  });

  it("separates the messages of tenants, and passes the recipient's zone to the page", async () => {
    const { lab, sent } = await laboratory();
    const { gateway } = await lab.open("application");
    void gateway.run({ signal: new AbortController().signal });
    const recipient = { ...message.recipient, timezone: "Europe/Paris" };
    const first = await lab.finish(gateway.send({ ...message, recipient, tenant: "north" }));
    const other = await lab.finish(gateway.send({ ...message, recipient, tenant: "south" }));
    await lab.time.advance(SECOND);
    expect(other).toMatchObject({ status: "enrolled" });
    expect(other.enrollment).not.toBe(first.enrollment);
    expect(sent).toHaveLength(2);
    const ledgers = await lab.finish(gateway.campaigns.ledgers());
    expect(ledgers.map(({ name, tenant }) => [name, tenant]).sort()).toEqual([
      ["send", "north"],
      ["send", "south"],
    ]);
    const link = JSON.stringify(sent[0]?.content).match(/https:[^"]+/)?.[0] ?? "";
    const page = await lab.finish(gateway.handle(new Request(link)));
    expect(await page.text()).toMatch(/GMT\+\d|CES?T/);
  });

  it.each([
    [
      "a step's",
      { ...message, steps: [{ ...message.steps[0], onMissingReciept: { do: "escalate" } }] },
      "send.steps[0].onMissingReciept",
    ],
    ["the message's", { ...message, deadlin: new Date() }, "send.deadlin"],
    ["the page's", { ...message, buton: "Yes" }, "send.buton"],
    [
      "the recipient's",
      { ...message, recipient: { key: "ana", contcts: { sms: "+33639980001" } } },
      "send.recipient.contcts",
    ],
  ])("refuses %s option that is misspelt, without a compiler", async (_, misspelt, path) => {
    const { lab } = await laboratory();
    const { gateway } = await lab.open("application");
    const problems = [{ path, advice: expect.stringContaining("did you mean") }];
    await expect(lab.finish(gateway.send(misspelt as never))).rejects.toMatchObject({
      code: "config/invalid",
      problems,
    });
  });

  it.each([
    [{ wait: "2 hours" }, "steps[0].wait: did you mean 2h?"],
    [
      { onMissingReceipt: { after: "soon" } },
      "steps[0].onMissingReceipt.after: write a duration such as 30s, 15m or 48h",
    ],
  ])("names the step with an invalid time: %j", async (wrong, said) => {
    const { lab } = await laboratory();
    const { gateway } = await lab.open("application");
    const steps = [{ ...message.steps[0], ...wrong }];
    await expect(lab.finish(gateway.send({ ...message, steps } as never))).rejects.toThrow(said);
  });

  it("requires a number with its country, and nothing that only a campaign has", async () => {
    const { lab } = await laboratory();
    const { gateway } = await lab.open("application");
    const recipient = { key: "ana", contacts: { sms: "06 39 98 00 01" } };
    await expect(lab.finish(gateway.send({ ...message, recipient }))).rejects.toMatchObject({
      code: "message/bad-phone",
      message: "write one phone number with its country, such as +33639980001",
    });
  });

  it("parses a national number in the caller's country, and refuses an unknown country", async () => {
    const { lab, sent } = await laboratory();
    const { gateway } = await lab.open("application");
    const recipient = { key: "ana", contacts: { sms: "06 39 98 00 01" }, country: "FR" };
    await lab.finish(gateway.send({ ...message, recipient }));
    void gateway.run({ signal: new AbortController().signal });
    await lab.time.advance(MINUTE);
    expect(sent.map(({ to }) => to)).toEqual(["+33639980001"]);
    const wrong = { ...message, idempotencyKey: "2", recipient: { ...recipient, country: "fr" } };
    await expect(lab.finish(gateway.send(wrong))).rejects.toMatchObject({
      code: "message/bad-phone",
      message: "country: write two capital letters of ISO 3166, such as FR",
    });
  });

  it("ends after a duration from now, and refuses an invalid duration", async () => {
    const { lab } = await laboratory();
    const { gateway } = await lab.open("application");
    void gateway.run({ signal: new AbortController().signal });
    const { outcome } = await lab.finish(gateway.send({ ...message, deadline: "30m" }));
    await lab.time.advance(29 * MINUTE);
    expect(await lab.finish(outcome({ timeout: "0s" }))).toMatchObject({ status: "open" });
    await lab.time.advance(2 * MINUTE);
    expect(await lab.finish(outcome({ timeout: "0s" }))).toMatchObject({ status: "unreached", state: "expired" });
    for (const deadline of ["+30m", "soon", "0m", new Date("soon")]) {
      await expect(lab.finish(gateway.send({ ...message, deadline } as Input))).rejects.toMatchObject({
        code: "message/bad-time",
        message: "deadline: write a Date, or a duration from now, such as 30m, 48h or 3d",
      });
    }
  });

  it("refuses a deadline in the past, and sends with the same key once it is not", async () => {
    const { lab, sent } = await laboratory();
    const { gateway } = await lab.open("application");
    void gateway.run({ signal: new AbortController().signal });
    await expect(lab.finish(gateway.send({ ...message, deadline: new Date(lab.time.now()) }))).rejects.toMatchObject({
      code: "message/bad-time",
      message: "write a deadline in the future",
    });
    await lab.finish(gateway.send({ ...message, deadline: new Date(lab.time.now() + HOUR) }));
    await lab.time.advance(MINUTE);
    expect(sent).toHaveLength(1);
    expect(await lab.ledger("send")).toMatchObject({ audience: { rows: 1, enrolled: 1, refused: 0 } });
  });

  it("shows the caller's texts on the page, like a campaign", async () => {
    const { lab, sent } = await laboratory();
    const { gateway } = await lab.open("application");
    void gateway.run({ signal: new AbortController().signal });
    const words = { subject: "Dr. Weil, tomorrow at 9:00", button: "I will be there" };
    await lab.finish(gateway.send({ ...message, ...words }));
    await lab.time.advance(SECOND);
    const link = JSON.stringify(sent[0]?.content).match(/https:[^"]+/)?.[0] ?? "";
    const page = await (await lab.finish(gateway.handle(new Request(link)))).text();
    expect(page).toMatch(/<h1[^>]*>Dr. Weil, tomorrow at 9:00<\/h1>/);
    expect(page).toMatch(/<button[^>]*>I will be there<\/button>/);
  });

  it.each([
    [{ subject: " " }, "subject: write the topic of the page, in at most 200 characters"],
    [{ subject: "a".repeat(201) }, "subject: write the topic of the page, in at most 200 characters"],
    [{ button: 7 }, "button: write the button's text, in at most 80 characters"],
  ])("refuses invalid texts for the page: %j", async (words, said) => {
    const { lab } = await laboratory();
    const { gateway } = await lab.open("application");
    await expect(lab.finish(gateway.send({ ...message, ...words } as Input))).rejects.toMatchObject({
      code: "message/bad-text",
      message: said,
    });
  });

  it.each([
    ["mian", "send: sms.mian is not configured; did you mean main?"],
    ["carrier", "send: sms.carrier is not configured; sms has main, second"],
  ])("suggests the provider for %s, or lists the providers", async (name, said) => {
    const { lab } = await laboratory();
    const { gateway } = await lab.open("application");
    const steps = [{ ...message.steps[0], route: [name] }];
    await expect(lab.finish(gateway.send({ ...message, steps } as Input))).rejects.toMatchObject({
      code: "config/provider-unknown",
      message: said,
      problems: [{ path: "steps[0].route[0]" }],
    });
  });

  it("refuses a route without providers, which would never send", async () => {
    const { lab } = await laboratory();
    const { gateway } = await lab.open("application");
    const steps = [{ ...message.steps[0], route: [] }];
    await expect(lab.finish(gateway.send({ ...message, steps } as Input))).rejects.toMatchObject({
      code: "message/unknown-step",
      message: expect.stringContaining("steps[0].route: name the channel's providers"),
    });
  });

  it("refuses a contact of an unknown channel", async () => {
    const { lab } = await laboratory();
    const { gateway } = await lab.open("application");
    const contacts = { ...message.recipient.contacts, smss: "+33639980001" };
    const recipient = { ...message.recipient, contacts };
    await expect(lab.finish(gateway.send({ ...message, recipient } as Input))).rejects.toMatchObject({
      code: "config/invalid",
      message: "send.recipient.contacts.smss: there is no such setting; did you mean sms?",
    });
  });

  it("refuses a misspelt member of a mail, which would be sent without its attachment", async () => {
    const { lab } = await laboratory(undefined, { smtp: MAIL_SERVER });
    const { gateway } = await lab.open("application");
    const content = { subject: "Your appointment", text: "See the plan.", attachements: [] };
    const recipient = { key: "ana", contacts: { email: "ana@example.org" } };
    const mail = { idempotencyKey: "plan", recipient, steps: [{ channel: "email", content }] };
    await expect(lab.finish(gateway.send(mail as Input))).rejects.toMatchObject({
      code: "config/invalid",
      message: "send.steps[0].content.attachements: there is no such setting; did you mean attachments?",
    });
  });

  it("parses a text of 320 kB with unclosed braces quickly", async () => {
    const { lab } = await laboratory(undefined, { smtp: MAIL_SERVER });
    const { gateway } = await lab.open("application");
    const content = { subject: "Your appointment", text: "{{".repeat(160_000) };
    const since = performance.now();
    const recipient = { key: "ana", contacts: { email: "ana@example.org" } };
    const sending = gateway.send({
      idempotencyKey: "braces",
      recipient,
      steps: [{ channel: "email", content }],
    } as Input);
    expect((await lab.finish(sending)).status).toBe("enrolled");
    expect(performance.now() - since).toBeLessThan(10_000); // without the limit, the calls took 41 s
  });

  it("refuses a misspelt setting of onMissingReceipt", async () => {
    const { lab } = await laboratory();
    const { gateway } = await lab.open("application");
    const steps = [{ ...message.steps[0], onMissingReceipt: { afer: "5m" } }];
    await expect(lab.finish(gateway.send({ ...message, steps } as Input))).rejects.toMatchObject({
      code: "config/invalid",
      message: "send.steps[0].onMissingReceipt.afer: there is no such setting; did you mean after?",
    });
  });

  it("sends one message if two processes use a key for two messages, and refuses the other", async () => {
    const { lab, sent } = await laboratory();
    const one = await lab.open("one");
    const two = await lab.open("two");
    void one.gateway.run({ signal: new AbortController().signal });
    const steps = [
      { channel: "sms", content: { text: "another text" }, wait: "10m" },
      { channel: "sms", content: { text: "and another" } },
    ] as const;
    const calls = [message, { ...message, steps }, message].map((input, place) =>
      (place === 1 ? two : one).gateway.send(input).then(
        ({ status }) => status,
        ({ code }: { readonly code: string }) => code,
      ),
    );
    const answers = await lab.finish(Promise.all(calls));
    await lab.time.advance(30 * MINUTE);
    const isFirstOfTwo = answers[1] === "enrolled";
    expect(answers.toSorted()).toEqual(
      isFirstOfTwo
        ? ["enrolled", "message/key-reused", "message/key-reused"]
        : ["enrolled", "message/key-reused", "repeated"],
    );
    expect(sent.length).toBe(isFirstOfTwo ? 2 : 1);
    expect(await lab.ledger("send")).toMatchObject({ audience: { enrolled: 1 }, holds: true });
  });

  const other = { key: "ana", contacts: { sms: "+33639980002" } };
  const content = { text: "Tomorrow at 9:00. Confirm: {{ ack.url }}" };
  it.each<[string, Partial<Input>]>([
    ["to another recipient", { recipient: { ...message.recipient, key: "bob" } }],
    ["to another number", { recipient: other }],
    ["with another text", { steps: [{ channel: "sms", content: { text: "Tomorrow at 10:00." } }] }],
    ["with one more step", { steps: [...message.steps, ...message.steps] }],
    ["with another subject of the page", { subject: "Your appointment" }],
    ["with another button", { button: "I will come" }],
    ["in another language", { recipient: { ...message.recipient, locale: "de" } }],
    ["in another time zone", { recipient: { ...message.recipient, timezone: "Asia/Tokyo" } }],
    ["over another route", { steps: [{ channel: "sms", content, route: ["main"] }] }],
    ["with another wait", { steps: [{ channel: "sms", content, wait: "9m" }] }],
    ["with another deadline", { deadline: new Date("2030-01-01T00:00:00Z") }],
    ["with another duration", { deadline: "90m" }],
  ])("refuses a used key %s, each time, and changes nothing", async (_, change) => {
    const { lab, sent } = await laboratory();
    const { gateway } = await lab.open("application");
    const first = await lab.finish(gateway.send(message));
    for (let round = 0; round < 2; round++) {
      const again = lab.finish(gateway.send({ ...message, ...change }));
      await expect(again).rejects.toMatchObject({ code: "message/key-reused" });
    }
    expect(await lab.finish(gateway.send(message))).toMatchObject({
      status: "repeated",
      enrollment: first.enrollment,
    });
    void gateway.run({ signal: new AbortController().signal });
    await lab.time.advance(MINUTE);
    expect(sent.map(({ to, content }) => [to, (content as { text: string }).text.slice(0, 16)])).toEqual([
      ["+33639980001", "Tomorrow at 9:00"],
    ]);
    expect(await lab.ledger("send")).toMatchObject({ audience: { enrolled: 1, refused: 1 }, holds: true });
  });

  it("accepts a call for the same message whatever the order of its names, the format of its phone, and the hour", async () => {
    const { lab } = await laboratory(undefined, { smtp: MAIL_SERVER });
    const { gateway } = await lab.open("application");
    const mail = { html: "<p>Tomorrow</p>", text: "Tomorrow", subject: "Your appointment" };
    const turned = { subject: "Your appointment", text: "Tomorrow", html: "<p>Tomorrow</p>" };
    const recipient = { key: " ana ", contacts: { sms: "06 39 98 00 01" }, country: "FR" };
    const [sms] = message.steps;
    const steps = [sms, { channel: "email", content: mail }] as Input["steps"];
    const again = [sms, { content: turned, channel: "email" }] as Input["steps"];
    const { status } = await lab.finish(gateway.send({ ...message, steps, deadline: "2h" }));
    await lab.time.advance(HOUR);
    const repeated = { ...message, recipient, steps: again, deadline: "120m" } as const;
    expect([status, (await lab.finish(gateway.send(repeated))).status]).toEqual(["enrolled", "repeated"]);
  });

  it("returns `repeated` long after the message has ended", async () => {
    const { lab, sent } = await laboratory();
    const { gateway } = await lab.open("application");
    void gateway.run({ signal: new AbortController().signal });
    const deadline = new Date(lab.time.now() + HOUR);
    await lab.finish(gateway.send({ ...message, deadline }));
    await lab.time.advance(3 * HOUR);
    const again = await lab.finish(gateway.send({ ...message, deadline }));
    await lab.time.advance(HOUR);
    expect(again).toMatchObject({ status: "repeated" });
    expect(["exhausted", "expired"]).toContain(again.state);
    expect(sent).toHaveLength(1);
  });

  it("fills in the link that confirms this message", async () => {
    const { lab, sent } = await laboratory();
    const { gateway } = await lab.open("application");
    void gateway.run({ signal: new AbortController().signal });
    const { enrollment } = await lab.finish(gateway.send(message));
    await lab.time.advance(SECOND);
    const url = sent[0]?.ackUrl ?? "";
    expect(sent[0]?.content).toEqual({ text: `Tomorrow at 9:00. Confirm: ${url}` });
    const { port } = partsOf(gateway).engine;
    const confirmation = await lab.finish(port.confirmation(url.slice(url.lastIndexOf("/") + 1)));
    expect(confirmation).toMatchObject({
      enrollment,
      words: [{ subject: "Tomorrow at 9:00. Confirm:" }],
      answers: [{ name: "done", effect: "close" }],
    });
  });

  it("ends after 72 hours if no deadline is given", async () => {
    const { lab } = await laboratory();
    const { gateway } = await lab.open("application");
    const { enrollment } = await lab.finish(gateway.send(message));
    const person = await lab.store.read({ enrollment });
    expect(person?.deadline.getTime()).toBe(lab.time.now() + 72 * HOUR);
  });

  it("uses the providers of a channel in the order of the configuration", async () => {
    const { lab } = await laboratory();
    const { gateway } = await lab.open("application");
    await lab.finish(gateway.send(message));
    const [version] = await lab.store.versions();
    expect(version?.plan.steps[0]?.route.map(({ provider }) => provider)).toEqual(["sms.main", "sms.second"]);
  });

  it("stores equal steps as one version, whatever their texts", async () => {
    const { lab } = await laboratory();
    const { gateway } = await lab.open("application");
    for (const text of ["one", "two", "three"]) {
      const steps = [{ channel: "sms", content: { text } }] as const;
      await lab.finish(gateway.send({ ...message, idempotencyKey: text, steps }));
    }
    expect(await lab.store.versions()).toHaveLength(1);
  });

  it.each<{ wrong: string; code: string; input: object }>([
    { wrong: "an empty key", code: "message/bad-key", input: { idempotencyKey: " " } },
    { wrong: "a key of 201 characters", code: "message/bad-key", input: { idempotencyKey: "k".repeat(201) } },
    { wrong: "a key with a line break", code: "message/bad-key", input: { idempotencyKey: "a\nb" } },
    {
      wrong: "a key of somebody forgotten",
      code: "message/bad-key",
      input: { idempotencyKey: "forgotten:2" },
    },
    {
      wrong: "a person named like somebody forgotten",
      code: "message/bad-key",
      input: { recipient: { key: "forgotten:2", contacts: { sms: "+33639980001" } } },
    },
    { wrong: "a key that is no text", code: "message/bad-key", input: { idempotencyKey: 5 } },
    { wrong: "no contact", code: "message/no-contact", input: { recipient: { key: "ana", contacts: {} } } },
    {
      wrong: "no contact of a step's channel",
      code: "message/no-contact",
      input: { recipient: { key: "ana", contacts: { email: "ana@example.org" } } },
    },
    { wrong: "no step", code: "message/unknown-step", input: { steps: [] } },
    {
      wrong: "a channel without a provider",
      code: "message/unknown-step",
      input: {
        recipient: { key: "ana", contacts: { email: "ana@example.org" } },
        steps: [{ channel: "email", content: { subject: "a", text: "b" } }],
      },
    },
    {
      wrong: "an unknown provider",
      code: "config/provider-unknown",
      input: { steps: [{ channel: "sms", route: ["third"], content: { text: "hello" } }] },
    },
    {
      wrong: "no text",
      code: "message/template-failed",
      input: { steps: [{ channel: "sms", content: { text: " " } }] },
    },
    {
      wrong: "a text too long",
      code: "message/too-long",
      input: { steps: [{ channel: "sms", content: { text: "x".repeat(1_601) } }] },
    },
    {
      wrong: "a line break in a subject",
      code: "message/header-injection",
      input: {
        recipient: { key: "ana", contacts: { email: "ana@example.org" } },
        steps: [{ channel: "email", content: { subject: "a\r\nBcc: b", text: "b" } }],
      },
    },
    {
      wrong: "a time zone that is nowhere",
      code: "message/bad-timezone",
      input: { recipient: { ...message.recipient, timezone: "Mars/One" } },
    },
    { wrong: "no deadline", code: "message/bad-time", input: { deadline: new Date("never") } },
  ])("refuses $wrong, and stores nothing", async ({ input, code }) => {
    const { lab } = await laboratory();
    const { gateway } = await lab.open("application");
    const sending = gateway.send({ ...message, ...input } as Input);
    await expect(lab.finish(sending)).rejects.toMatchObject({ code });
    expect(await lab.store.count()).toEqual([]);
  });

  it("refuses a link without a public URL", async () => {
    const lab = await openLaboratory({ sms: (world) => ({ main: fakeVendor(world).provider }) });
    const { gateway } = await lab.open("application");
    await expect(lab.finish(gateway.send(message))).rejects.toMatchObject({
      code: "message/missing-variable",
    });
    const steps = [{ channel: "sms", content: { text: "Tomorrow at 9:00." } }] as const;
    expect(await lab.finish(gateway.send({ ...message, steps }))).toMatchObject({ status: "enrolled" });
  });
});

import { type MeasuredGateway, type Provider, ProviderError } from "@relance/spec";
import type { Relance } from "relance";
import { defaultPlugins } from "relance/parts";
import { describe, expect, it } from "vitest";
import { fakeVendor } from "../../support/fake-vendor.ts";
import { HOUR, type Laboratory, MINUTE, openLaboratory, SECOND } from "../../support/laboratory.ts";

/** French numbers of one operator, and numbers of Guinea. */
const french = (n: number): string => `+3363999${String(n).padStart(4, "0")}`;
const other = (n: number): string => `+3375555${String(n).padStart(4, "0")}`;
const guinean = (n: number): string => `+22462${String(1_000_000 + n)}`;

type Guard = { readonly countries?: readonly string[]; readonly perPrefixMinute?: number };

/** Prefix of numbers that the vendor refuses because they do not exist. */
const DEAD = "+33639999";

/** Opens a gateway with a guard. If `refuses` is set, a second provider comes first and refuses every message. */
async function guarded(sendGuard: Guard, refuses?: () => ProviderError) {
  const measured: MeasuredGateway[] = [];
  const open = (gateway: MeasuredGateway) => {
    measured.push(gateway);
    return () => {};
  };
  const meters = { open, send() {}, receipt() {}, step() {}, webhook() {} };
  const measuring = { name: "meters", migrations: [], posts: {}, commands: [], kinds: [], meters, start: () => ({}) };
  const sent: string[] = [];
  const lab = await openLaboratory({
    sms: (world) => ({
      ...(refuses === undefined ? {} : { first: fakeVendor(world, { vendor: "other", refuse: refuses }).provider }),
      main: fakeVendor(world, {
        refuse({ to }) {
          if (String(to).startsWith(DEAD) || String(to).endsWith("5550100"))
            return new ProviderError("provider/bad-recipient", "no such number", REJECT);
          sent.push(String(to));
        },
      }).provider,
    }),
    email: () => ({ smtp: MAIL_SERVER }),
    config: {
      publicUrl: "https://test.invalid",
      security: { signing: ["a-secret-for-these-tests"], sendGuard },
      plugins: [...defaultPlugins(), measuring],
    },
    overrides: { pollMs: 10 * SECOND, heartbeatMs: 20 * SECOND },
  });
  const { gateway } = await lab.open("application");
  void gateway.run({ signal: new AbortController().signal });
  const refused = () => Object.fromEntries(measured.flatMap(({ refused }) => [...refused]));
  return { lab, gateway, refused, sent };
}

const REJECT = { provider: "sms.main", disposition: "reject" } as const;

const messageTo = (phone: string, idempotencyKey = phone): Parameters<Relance["send"]>[0] => ({
  idempotencyKey,
  recipient: { key: phone, contacts: { sms: phone } },
  steps: [{ channel: "sms", content: { text: "Your code is 4711. {{ ack.url }}" } }],
});

const MAIL = { channel: "email", content: { subject: "Your code", text: "4711" } } as const;

const MAIL_SERVER: Provider<"email"> = {
  kind: "mail",
  channel: "email",
  vendor: "mail",
  capabilities: { receipts: false, replies: false },
  send: async ({ attemptId }) => ({ ref: `mail-${attemptId}` }),
};

/** Returns the status of a `send()`, or the code of its error. */
async function call(lab: Laboratory, gateway: Relance, phone: string, key?: string): Promise<string> {
  return endOf(lab, gateway, messageTo(phone, key));
}

/** Calls `send()` for a recipient with two phones. */
async function callBoth(lab: Laboratory, gateway: Relance, first: string, second: string): Promise<string> {
  const recipient = { key: first, contacts: { sms: [first, second] } };
  return endOf(lab, gateway, { ...messageTo(first), recipient });
}

async function endOf({ finish }: Laboratory, gateway: Relance, message: ReturnType<typeof messageTo>): Promise<string> {
  const ends = gateway.send(message).then(
    ({ status }) => status,
    (error: { code?: string }) => error.code ?? "",
  );
  return finish(ends);
}

async function pumping({ store }: Laboratory) {
  const { rows } = await store.incidents({ limit: 20 });
  return rows.filter(({ kind }) => kind === "pumping");
}

describe("the guard of send()", () => {
  it("refuses numbers of other countries, and enrolls no recipient", async () => {
    const { lab, gateway, refused } = await guarded({ countries: ["FR"] });
    expect(await call(lab, gateway, french(1))).toBe("enrolled");
    expect(await call(lab, gateway, guinean(1))).toBe("message/country-refused");
    expect(await callBoth(lab, gateway, french(3), guinean(3))).toBe("message/country-refused");
    expect((await lab.ledger("send")).audience.enrolled).toBe(1);
    expect(refused()).toEqual({ "message/country-refused": 2 });
    const recipient = { key: "ana", contacts: { sms: guinean(2), email: "ana@example.org" } };
    const mail = { ...messageTo(guinean(2)), recipient, steps: [MAIL] };
    expect((await lab.finish(gateway.send(mail))).status).toBe("enrolled"); // no step of this message uses the phone
  });

  it("allows the configured number of messages per prefix and minute, over all processes, and reports refusals", async () => {
    const { lab, gateway, refused } = await guarded({ perPrefixMinute: 6 });
    const second = (await lab.open("another")).gateway;
    const ends: string[] = [];
    for (let n = 0; n < 10; n++) ends.push(await call(lab, n % 2 === 0 ? gateway : second, french(n)));
    expect(ends.slice(0, 6)).toEqual(Array.from({ length: 6 }, () => "enrolled"));
    expect(ends.slice(6)).toEqual(Array.from({ length: 4 }, () => "message/prefix-full"));
    expect(await call(lab, gateway, other(1))).toBe("enrolled");
    expect(await call(lab, gateway, french(0))).toBe("repeated"); // a repeated call does not count
    expect(Object.keys(refused())).toEqual(["message/prefix-full"]);
    expect(await pumping(lab)).toMatchObject([{ destination: "+3363", provider: "send()", endedAt: undefined }]);
    await lab.time.advance(30 * SECOND);
    expect(await call(lab, gateway, french(20))).toBe("enrolled");
    await lab.time.advance(20 * MINUTE);
    expect(await pumping(lab)).toMatchObject([{ endedAt: expect.any(Date) }]);
  });

  it("allows five messages in a row to one number, and one more every ten minutes, over all processes", async () => {
    const { lab, gateway, refused, sent } = await guarded({});
    const second = (await lab.open("another")).gateway;
    const ends: string[] = [];
    for (let n = 0; n < 60; n++) ends.push(await call(lab, n % 2 === 0 ? gateway : second, other(1), `${n}`));
    const full = Array.from({ length: 55 }, () => "message/number-full");
    expect(ends).toEqual([...Array.from({ length: 5 }, () => "enrolled"), ...full]);
    expect(refused()).toMatchObject({ "message/number-full": expect.any(Number) });
    expect(await call(lab, gateway, other(1), "0")).toBe("repeated"); // a repeated call does not count
    // refused calls do not count either
    for (let n = 2; n < 40; n++) expect(await call(lab, gateway, other(n))).toBe("enrolled");
    expect(sent.filter((to) => to === other(1))).toHaveLength(5);
    await lab.time.advance(10 * MINUTE);
    expect(await call(lab, gateway, other(1), "60")).toBe("enrolled");
    expect(await call(lab, gateway, other(1), "61")).toBe("message/number-full");
  });

  it("does not count a call for its number if its prefix has reached its limit", async () => {
    const { lab, gateway, sent } = await guarded({ perPrefixMinute: 2 });
    for (const n of [1, 2]) expect(await call(lab, gateway, other(n))).toBe("enrolled");
    for (let n = 0; n < 8; n++) expect(await call(lab, gateway, other(3), `${n}`)).toBe("message/prefix-full");
    await lab.time.advance(2 * MINUTE);
    expect(await call(lab, gateway, other(3), "more")).toBe("enrolled");
    await lab.time.advance(SECOND);
    expect(sent.filter((to) => to === other(3))).toHaveLength(1);
  });

  it("counts a call with three phones for the phone that gets the message", async () => {
    const { lab, gateway, sent } = await guarded({ perPrefixMinute: 2 });
    const phones = [other(1), french(1001), guinean(1)];
    for (const idempotencyKey of ["1", "2"]) {
      const recipient = { key: "ana", contacts: { sms: phones } };
      await lab.finish(gateway.send({ ...messageTo(other(1), idempotencyKey), recipient }));
    }
    expect(await call(lab, gateway, other(2))).toBe("message/prefix-full");
    for (const phone of phones.slice(1)) {
      for (const key of ["a", "b"]) expect(await call(lab, gateway, phone, `${phone} ${key}`)).toBe("enrolled");
    }
    await lab.time.advance(MINUTE);
    expect(sent.filter((to) => to === other(1))).toHaveLength(2);
  });

  it("counts a recipient's second number when it gets the message, because the first number is dead", async () => {
    const { lab, gateway, sent } = await guarded({});
    for (let n = 0; n < 8; n++) {
      const recipient = { key: `visitor ${n}`, contacts: { sms: [french(9_000 + n), other(1)] } };
      await lab.finish(gateway.send({ ...messageTo(`${n}`), recipient }));
      await lab.time.advance(SECOND);
    }
    expect(sent).toEqual(Array.from({ length: 5 }, () => other(1)));
    expect(await lab.ledger("send")).toMatchObject({ holds: true, states: { exhausted: 3 } });
    expect(await call(lab, gateway, other(1), "more")).toBe("message/number-full");
  });

  it("counts each message of a call, also the messages of later steps", async () => {
    const { lab, gateway, sent } = await guarded({});
    const step = { channel: "sms", content: { text: "Your code is 4711." }, wait: "1s" } as const;
    for (let n = 0; n < 5; n++) {
      const steps = Array.from({ length: 30 }, () => step);
      await lab.finish(gateway.send({ ...messageTo(other(1), `${n}`), steps }));
    }
    await lab.time.advance(2 * MINUTE);
    expect(sent).toEqual(Array.from({ length: 5 }, () => other(1)));
    expect(await call(lab, gateway, other(1), "more")).toBe("message/number-full");
    const patient = Array.from({ length: 3 }, () => ({ ...step, wait: "11m" }) as const);
    await lab.finish(gateway.send({ ...messageTo(other(2)), steps: patient }));
    await lab.time.advance(40 * MINUTE);
    expect(sent.filter((to) => to === other(2))).toHaveLength(3);
  });

  it("counts a message once if a provider refuses it before another one accepts it", async () => {
    const refuses = () =>
      new ProviderError("provider/bad-sender", "no", { provider: "sms.first", disposition: "reroute" });
    const { lab, gateway, sent } = await guarded({}, refuses);
    for (const n of [1, 2]) {
      const steps = [1, 2].map(() => ({ channel: "sms", content: { text: "4711" }, wait: "1m" }) as const);
      await lab.finish(gateway.send({ ...messageTo(other(1), `${n}`), steps }));
    }
    await lab.time.advance(5 * MINUTE);
    expect(sent).toEqual(Array.from({ length: 4 }, () => other(1)));
  });

  it("counts the prefix of a second number, too", async () => {
    const { lab, gateway, sent } = await guarded({ perPrefixMinute: 2 });
    for (let n = 0; n < 10; n++) {
      const recipient = { key: `visitor ${n}`, contacts: { sms: [`+1${201 + n}5550100`, guinean(n)] } };
      await lab.finish(gateway.send({ ...messageTo(`${n}`), recipient }));
    }
    await lab.time.advance(SECOND);
    expect(sent).toHaveLength(2);
  });

  it("refuses a prefix whose recipients hardly confirm while others do, and allows it again after an hour", async () => {
    const { lab, gateway } = await guarded({});
    const { finish, time } = lab;
    for (let minute = 0; minute < 40; minute++) {
      for (let n = 0; n < 4; n++) {
        const honest = minute * 4 + n;
        await call(lab, gateway, n % 2 === 0 ? french(honest) : other(honest));
        await call(lab, gateway, guinean(honest));
      }
      await time.advance(MINUTE);
      const confirmed = [0, 1, 2].map((n) => minute * 4 + n);
      const events = confirmed.map((n) => ({ key: n % 2 === 0 ? french(n) : other(n), id: `${n}` }));
      await finish(gateway.acknowledge(events));
    }
    expect(await pumping(lab)).toMatchObject([{ destination: "+2246", endedAt: undefined }]);
    expect(await call(lab, gateway, guinean(9_000))).toBe("message/prefix-refused");
    expect(await callBoth(lab, gateway, french(9_001), guinean(9_001))).toBe("message/prefix-refused");
    expect(await call(lab, gateway, french(9_000))).toBe("enrolled");
    await time.advance(HOUR + 20 * MINUTE);
    expect(await pumping(lab)).toMatchObject([{ endedAt: expect.any(Date) }]);
    expect(await call(lab, gateway, guinean(9_001))).toBe("enrolled");
  });
});

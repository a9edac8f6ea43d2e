import { type Provider, ProviderError } from "@relance/spec";
import { afterEach, describe, expect, it } from "vitest";
import { hello, MINUTE, openLaboratory, people } from "../../support/laboratory.ts";

let stop = new AbortController();
afterEach(() => {
  stop.abort();
  stop = new AbortController();
});

function carrier(name: string, isTaken: (nth: number) => boolean): Provider<"sms"> {
  let asked = 0;
  return {
    kind: "a-carrier",
    channel: "sms",
    vendor: name,
    capabilities: { receipts: false, replies: false },
    async send() {
      asked += 1;
      if (isTaken(asked)) return { ref: `${name}-${asked}` };
      throw new ProviderError("provider/bad-recipient", "no such number", {
        provider: `sms.${name}`,
        disposition: "reject",
      });
    },
  };
}

async function started(facts: {
  readonly count: number;
  readonly isOnlyStep?: boolean;
  readonly isTaken?: (nth: number) => boolean;
}) {
  const { count, isOnlyStep = false, isTaken = () => false } = facts;
  const lab = await openLaboratory({
    sms: () => ({ main: carrier("main", isTaken), second: carrier("second", () => true) }),
    email: () => ({
      post: {
        kind: "a-post",
        channel: "email",
        vendor: "post",
        capabilities: { receipts: false, replies: false },
        send: async () => ({ ref: "a mail" }),
      },
    }),
  });
  const { gateway } = await lab.open("a");
  void gateway.run({ signal: stop.signal });
  const definition = hello({
    deadline: "72h",
    audience: { contacts: { sms: "mobile", email: "mail" } },
    steps: [
      { channel: "sms", route: ["main", "second"], template: "hello@1", wait: "24h" },
      ...(isOnlyStep ? [] : [{ channel: "email", route: ["post"], template: "hello@1" } as const]),
    ],
  });
  const recipients = people(count).map((person) => ({ ...person, mail: `${person.mobile?.slice(3)}@example.org` }));
  await lab.finish(gateway.campaigns.start(definition, { rows: recipients }));
  return { lab, incidents: async () => (await lab.store.incidents({ limit: 100 })).rows };
}

describe("a carrier that reports every number as wrong", () => {
  it.each([
    { count: 10, isOnlyStep: false },
    { count: 10, isOnlyStep: true },
    { count: 300, isOnlyStep: false },
    { count: 300, isOnlyStep: true },
  ])(
    "is reported once, and delays no recipient: $count recipients, no other step: $isOnlyStep",
    async ({ count, isOnlyStep }) => {
      const { lab, incidents } = await started({ count, isOnlyStep });
      await lab.time.advance(5 * MINUTE);
      const [incident, ...others] = await incidents();
      expect(others).toEqual([]);
      expect(incident).toMatchObject({ kind: "refusals", provider: "sms.main" });
      expect(incident?.notes[0]?.fact).toContain(`${count} of ${count} messages were refused or returned`);
      expect(incident?.endedAt === undefined).toBe(!isOnlyStep); // if no step follows, the campaign ends and with it the incident
      expect((await lab.ledger()).states).toMatchObject(isOnlyStep ? { exhausted: count } : { active: count });
    },
  );

  it("is not reported if it accepts one of ten", async () => {
    const { lab, incidents } = await started({ count: 10, isTaken: (nth) => nth === 10 });
    await lab.time.advance(2 * MINUTE);
    expect(await incidents()).toEqual([]);
  });
});

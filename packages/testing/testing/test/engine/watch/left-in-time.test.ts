import { ProviderError } from "@relance/spec";
import { afterEach, describe, expect, it } from "vitest";
import { HOUR, hello, MINUTE, openLaboratory, people, SECOND } from "../../support/laboratory.ts";
import { refusal, refusingCarriers, type SentRequest } from "../../support/refusing-carriers.ts";

let stop = new AbortController();
afterEach(() => {
  stop.abort();
  stop = new AbortController();
});

/** Runs two workers and two carriers. The first carrier throttles every message for `forMs`. */
async function throttledFor(
  forMs: number,
  facts: {
    readonly retryAfterMs?: number;
    readonly deadline?: string;
    readonly callBuffer?: string;
    readonly isAlone?: true;
    /** True if half of the recipients use the second carrier first, which rejects each message, and no step follows. */
    readonly isRejectedFirst?: true;
    /** Wait of the step. @default "5m" */
    readonly wait?: string;
  },
) {
  const asked: SentRequest[] = [];
  const mails: number[] = [];
  const { retryAfterMs, wait = "5m" } = facts;
  const rejection = () =>
    new ProviderError("provider/bad-content", "it said so", {
      provider: "sms.second",
      outcome: "not-sent",
      disposition: "reroute",
    });
  const throttled = () => refusal("provider/rate-limited", { disposition: "retry", retryAfterMs });
  const lab = await openLaboratory({
    sms: (world) => {
      const carriers = refusingCarriers(world, asked, {
        refusedMs: forMs,
        mainPerSecond: 20,
        secondPerSecond: 20,
        refusal: throttled,
      });
      const send = () => Promise.reject(rejection());
      const capabilities = { receipts: true, replies: false }; // only such a carrier is explored
      return facts.isRejectedFirst ? { ...carriers, second: { ...carriers.second, capabilities, send } } : carriers;
    },
    email: () => ({
      post: {
        kind: "a-post",
        channel: "email",
        vendor: "post",
        capabilities: { receipts: false, replies: false },
        async send() {
          mails.push(lab.time.now());
          return { ref: "a mail" };
        },
      },
    }),
    singleWorker: false,
    overrides: { pollMs: 5 * SECOND },
  });
  const gateways = [];
  for (const name of ["a", "b"]) {
    const { gateway } = await lab.open(name);
    gateways.push(gateway);
    void gateway.run({ signal: stop.signal });
  }
  const [gateway] = gateways;
  if (gateway === undefined) throw new Error("there are two workers");
  const both = people(60).map((person) => ({ ...person, mail: `${person.id}@example.org` }));
  const steps = [
    { channel: "sms", route: facts.isAlone ? ["main"] : ["main", "second"], template: "hello@1", wait },
    { channel: "email", route: ["post"], template: "hello@1", wait },
  ] as const;
  const common = {
    audience: { mode: "closed", contacts: { sms: "mobile", email: "mail" } },
    deadline: facts.deadline ?? "30m",
    callBuffer: facts.callBuffer ?? "5m",
  } as const;
  const definition = facts.isRejectedFirst
    ? hello({ ...common, steps: [steps[0]], watch: { explore: "50%" } })
    : hello({ ...common, steps });
  const handle = await lab.finish(gateway.campaigns.start(definition, { rows: both }));
  const taken = (via: string) => asked.filter((one) => one.via === via && !one.isRefused).length;
  return { lab, handle, asked, taken, mails };
}

describe("a provider whose API asks us to wait", () => {
  it("is skipped immediately if it asks for longer than recipients have", async () => {
    const { lab, handle, taken } = await throttledFor(24 * HOUR, { retryAfterMs: 24 * HOUR });
    await lab.time.advance(2 * MINUTE);
    expect(taken("second")).toBe(60);
    const [main] = await lab.finish(handle.providerStatus());
    expect(main?.causes).toContainEqual(
      expect.objectContaining({ by: "plugin:watch", does: "rerouted", via: "sms.second" }),
    );
  });

  it.each([
    { retryAfterMs: 24 * HOUR, callBuffer: "0s" },
    { retryAfterMs: 24 * HOUR, callBuffer: "5m" },
    { retryAfterMs: 30 * MINUTE - 5 * SECOND, callBuffer: "0s" },
  ])(
    "is skipped for the next step if the route has no other one: $retryAfterMs ms, callBuffer $callBuffer",
    async (facts) => {
      const { lab, mails } = await throttledFor(24 * HOUR, { isAlone: true, ...facts });
      await lab.time.advance(2 * MINUTE);
      expect(mails).toHaveLength(60);
    },
  );

  it("is skipped for the next step if the steps last three minutes, although it never states for how long", async () => {
    const { lab, mails, taken } = await throttledFor(24 * HOUR, {
      isAlone: true,
      deadline: "3m",
      callBuffer: "0s",
      wait: "1m",
    });
    await lab.time.advance(3 * MINUTE);
    expect([mails.length, taken("main")]).toEqual([60, 0]);
  });

  it("is waited for if the steps have time, also without another one on the route", async () => {
    const { lab, mails, taken } = await throttledFor(20 * MINUTE, {
      isAlone: true,
      deadline: "1h",
      retryAfterMs: 20 * MINUTE,
    });
    await lab.time.advance(19 * MINUTE);
    expect([mails.length, taken("main")]).toEqual([0, 0]);
    await lab.time.advance(3 * MINUTE);
    expect([mails.length, taken("main")]).toEqual([0, 60]);
  });

  it("is waited for while recipients have time, and skipped just before they would lose it", async () => {
    const { lab, taken } = await throttledFor(24 * HOUR, {});
    await lab.time.advance(13 * MINUTE); // waits must begin by minute 15
    expect([taken("main"), taken("second")]).toEqual([0, 0]);
    await lab.time.advance(2 * MINUTE);
    expect(taken("second")).toBe(60);
    expect((await lab.ledger()).totals.compressed).toBe(0);
  });

  it("is not skipped for a short pause, or while it is only slower", async () => {
    const { lab, taken } = await throttledFor(20 * SECOND, { retryAfterMs: 10 * SECOND });
    await lab.time.advance(3 * MINUTE);
    expect([taken("main"), taken("second")]).toEqual([60, 0]);
  });

  it("is used again by recipients whom the other provider rejected, although they have little time", async () => {
    const { lab, taken } = await throttledFor(20 * MINUTE, {
      isRejectedFirst: true,
      deadline: "45m",
      callBuffer: "0s",
      wait: "30m",
    });
    await lab.time.advance(20 * MINUTE);
    expect(taken("main")).toBe(0);
    await lab.time.advance(24 * MINUTE);
    expect(taken("main")).toBeGreaterThan(20); // the explored half
  });
});

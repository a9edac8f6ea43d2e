import { ProviderError } from "@relance/spec";
import type { Providers, SendInput } from "relance";
import { afterEach, describe, expect, it } from "vitest";
import { HOUR, MINUTE, openLaboratory, people, SECOND } from "../../support/laboratory.ts";
import { refusal, refusingCarriers, type SentRequest } from "../../support/refusing-carriers.ts";

let stop = new AbortController();
afterEach(() => {
  stop.abort();
  stop = new AbortController();
});

/** What the first carrier does with every message. */
const TROUBLES = {
  "does not answer": () =>
    new ProviderError("provider/unavailable", "HTTP 500", {
      provider: "sms.main",
      disposition: "retry",
      outcome: "unknown",
    }),
  "refuses our account": () => refusal("provider/unauthorized", { disposition: "reroute", accountFault: true }),
  "wants a day of rest": () => refusal("provider/rate-limited", { disposition: "retry", retryAfterMs: 24 * HOUR }),
} as const satisfies Readonly<Record<string, () => ProviderError>>;

interface Facts {
  readonly trouble: keyof typeof TROUBLES;
  readonly refusedMs: number;
}

async function opened({ trouble, refusedMs }: Facts) {
  const asked: SentRequest[] = [];
  const lab = await openLaboratory({
    sms: (world) =>
      refusingCarriers(world, asked, { refusedMs, mainPerSecond: 20, secondPerSecond: 20, refusal: TROUBLES[trouble] }),
  });
  const { gateway } = await lab.open("a");
  void gateway.run({ signal: stop.signal });
  const send = async (
    count: number,
    deadlineMs: number,
    route: readonly string[],
    from = 0,
    steps: SendInput<Providers>["steps"] = [
      { channel: "sms", route, content: { text: "Your code is 1234" }, wait: "1m" },
    ],
  ) => {
    for (const { id = "", mobile = "" } of people(from + count).slice(from)) {
      await lab.finish(
        gateway.send({
          idempotencyKey: `${id} ${route.join()}`,
          recipient: { key: id, contacts: { sms: mobile } },
          deadline: new Date(lab.time.now() + deadlineMs),
          steps,
        }),
      );
    }
  };
  const over = (via: string) => asked.filter((one) => one.via === via).length;
  return { lab, send, over };
}

const BOTH = ["main", "second"];

describe("a message of send() whose first carrier", () => {
  for (const trouble of Object.keys(TROUBLES) as (keyof typeof TROUBLES)[]) {
    it.each([
      { deadline: "three minutes", deadlineMs: 3 * MINUTE },
      { deadline: "ten minutes", deadlineMs: 10 * MINUTE },
      { deadline: "three days", deadlineMs: 72 * HOUR },
    ])(`${trouble} is sent through the next one immediately, with $deadline left`, async ({ deadlineMs }) => {
      const { lab, send, over } = await opened({ trouble, refusedMs: 100 * HOUR });
      await send(60, deadlineMs, BOTH);
      await lab.time.advance(20 * SECOND);
      const inDoubt = trouble === "does not answer" ? over("main") : 0;
      expect(over("second")).toBe(60 - inDoubt);
      expect(inDoubt).toBeLessThan(40);
      if (deadlineMs > 10 * MINUTE) return;
      await lab.time.advance(deadlineMs);
      expect(over("second")).toBe(60);
      expect((await lab.ledger("send")).states.expired).toBe(0);
    });
  }

  it("does not answer moves to its next step after its `onMissingReceipt.after`, uncertain or not sent", async () => {
    const { lab, send, over } = await opened({ trouble: "does not answer", refusedMs: 100 * HOUR });
    const steps = [
      { channel: "sms", route: ["main"], content: { text: "Your code is 1234" }, onMissingReceipt: { after: "30s" } },
      { channel: "sms", route: ["second"], content: { text: "Your code is 1234" } },
    ] as const;
    await send(60, HOUR, BOTH, 0, steps);
    await lab.time.advance(20 * SECOND);
    expect(over("second")).toBe(0);
    await lab.time.advance(20 * SECOND);
    expect(over("second")).toBe(60);
  });

  it("has no look-ups: a message of send() is sent at most once", async () => {
    const { send } = await opened({ trouble: "does not answer", refusedMs: 0 });
    const onMissingReceipt = { do: "resend" } as object;
    const steps = [{ channel: "sms", content: { text: "Your code is 1234" }, onMissingReceipt }] as const;
    await expect(send(1, HOUR, BOTH, 0, steps)).rejects.toThrow("never sends a message twice");
  });

  it("is closed is sent through it once it is probed, and returns to it", async () => {
    const { lab, send, over } = await opened({ trouble: "refuses our account", refusedMs: 30 * SECOND });
    await send(10, HOUR, BOTH);
    await lab.time.advance(50 * SECOND);
    expect(over("second")).toBe(10);
    await lab.time.advance(15 * SECOND);
    const before = over("main");
    await send(10, HOUR, BOTH, 10);
    await lab.time.advance(10 * SECOND);
    expect(over("main")).toBeGreaterThan(before);
    await send(10, HOUR, BOTH, 20);
    await lab.time.advance(10 * SECOND);
    expect(over("second")).toBeLessThan(20);
  });

  it("is closed is never sent through a carrier that its own call does not name", async () => {
    const { lab, send, over } = await opened({ trouble: "refuses our account", refusedMs: 100 * HOUR });
    await send(10, HOUR, BOTH);
    await send(10, HOUR, ["main"], 10);
    await lab.time.advance(30 * SECOND);
    expect(over("second")).toBe(10);
  });
});

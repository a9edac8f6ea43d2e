import type { Provider } from "@relance/spec";
import { afterEach, describe, expect, it } from "vitest";
import { hello, MINUTE, openLaboratory, people, SECOND } from "../../support/laboratory.ts";
import { refusal } from "../../support/refusing-carriers.ts";

let stop = new AbortController();
afterEach(() => {
  stop.abort();
  stop = new AbortController();
});

interface Facts {
  /** Whether this account refuses at this time, in milliseconds since the start. */
  readonly refuses: (account: string, at: number) => boolean;
  readonly recipients: number;
  readonly route?: readonly string[];
  readonly vendorOf?: (account: string) => string;
  readonly watch?: "on" | "warn" | "none";
  readonly seed?: number;
}

const NO_WATCH = { plugins: [] };

async function run({
  refuses,
  recipients,
  route = ["main", "second"],
  vendorOf = (account) => account,
  watch = "on",
  seed,
}: Facts) {
  const accepted: { readonly to: string; readonly over: string; readonly at: number }[] = [];
  let asked = 0;
  const lab = await openLaboratory({
    sms: (world) => {
      const startedAt = world.runtime.now();
      const account = (name: string): Provider<"sms"> => ({
        kind: "a-carrier",
        channel: "sms",
        vendor: vendorOf(name),
        capabilities: { receipts: false, replies: false },
        concurrency: 8,
        perSecond: 10,
        async send({ to }) {
          const at = world.runtime.now() - startedAt;
          asked += 1;
          await world.runtime.sleep(100);
          if (refuses(name, at)) throw refusal("provider/unauthorized", { disposition: "reroute", accountFault: true });
          accepted.push({ to: String(to), over: name, at });
          return { ref: `${name}-${asked}` };
        },
      });
      return Object.fromEntries(route.map((name) => [name, account(name)]));
    },
    config: watch === "none" ? NO_WATCH : {},
    seed,
  });
  const { gateway } = await lab.open("a");
  void gateway.run({ signal: stop.signal });
  const steps = [{ channel: "sms", route, template: "hello@1" }] as const;
  const more = watch === "warn" ? ({ watch: { onLoss: "warn" } } as const) : {};
  await lab.finish(gateway.campaigns.start(hello({ steps, ...more }), { rows: people(recipients) }));
  const over = (name: string) => accepted.filter((one) => one.over === name).length;
  return { lab, accepted, over, asked: () => asked };
}

const CASES = [
  { watch: "on", healed: "main", recipients: 12 },
  { watch: "on", healed: "second", recipients: 12 },
  { watch: "on", healed: "main", recipients: 1 },
  { watch: "warn", healed: "main", recipients: 12 },
  { watch: "none", healed: "main", recipients: 12 },
  { watch: "none", healed: "second", recipients: 12 },
  { watch: "none", healed: "main", recipients: 1 },
  { watch: "none", healed: "second", recipients: 1 },
] as const;

describe("two accounts that both refuse", () => {
  it.each(CASES)(
    "send to $recipients recipients through $healed once it accepts messages (watch: $watch)",
    async (facts) => {
      const { healed } = facts;
      const { lab, accepted, over } = await run({
        ...facts,
        refuses: (account, at) => account !== healed || at < 4 * MINUTE,
      });
      await lab.time.advance(10 * MINUTE);
      expect(over(healed)).toBe(facts.recipients);
      expect(accepted).toHaveLength(facts.recipients);
    },
  );
});

describe("an account that refuses beside another account of the same vendor", () => {
  it.each(["on", "warn", "none"] as const)("is left for the other account (watch: %s)", async (watch) => {
    const { lab, over } = await run({
      watch,
      recipients: 12,
      vendorOf: () => "one",
      refuses: (account) => account === "main",
    });
    await lab.time.advance(watch === "none" ? 2 * MINUTE : 20 * SECOND);
    expect(over("second")).toBe(12);
  });
});

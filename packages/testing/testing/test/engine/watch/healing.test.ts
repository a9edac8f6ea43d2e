import { type Provider, ProviderError } from "@relance/spec";
import type { CampaignHandle } from "relance";
import { afterEach, describe, expect, it } from "vitest";
import { HOUR, hello, MINUTE, openLaboratory, people, SECOND } from "../../support/laboratory.ts";
import { refusal } from "../../support/refusing-carriers.ts";

let stop = new AbortController();
afterEach(() => {
  stop.abort();
  stop = new AbortController();
});

interface Facts {
  /** Whether this account refuses at this time, in milliseconds since the start. */
  readonly refuses: (account: string, at: number) => boolean;
  /** Whether this account refuses the recipient, not our account. @default never */
  readonly rejects?: (account: string) => boolean;
  readonly recipients: number;
  readonly route?: readonly string[];
  readonly vendorOf?: (account: string) => string;
  readonly watch?: "on" | "warn" | "none";
  readonly budget?: string;
  readonly seed?: number;
}

const NO_WATCH = { plugins: [] };
const PRICES = { currency: "EUR", perMessage: { "sms.main": 0.001, "sms.second": 0.05 } };

async function run({
  refuses,
  rejects = () => false,
  recipients,
  route = ["main", "second"],
  vendorOf = (account) => account,
  watch = "on",
  budget,
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
          if (rejects(name))
            throw new ProviderError("provider/recipient-unavailable", "no", {
              provider: `sms.${name}`,
              outcome: "not-sent",
              disposition: "reroute",
            });
          accepted.push({ to: String(to), over: name, at });
          return { ref: `${name}-${asked}` };
        },
      });
      return Object.fromEntries(route.map((name) => [name, account(name)]));
    },
    config: { ...(watch === "none" ? NO_WATCH : {}), ...(budget === undefined ? {} : { prices: PRICES }) },
    seed,
  });
  const { gateway } = await lab.open("a");
  void gateway.run({ signal: stop.signal });
  const steps = [{ channel: "sms", route, template: "hello@1" }] as const;
  const more = watch === "warn" ? ({ watch: { onLoss: "warn" } } as const) : {};
  const started = gateway.campaigns.start(hello({ steps, budget, ...more }), { rows: people(recipients) });
  const campaign = await lab.finish(started);
  const over = (name: string) => accepted.filter((one) => one.over === name).length;
  const pause = (scope: Parameters<CampaignHandle["pauseEffect"]>[0]) => {
    const reviewAt = new Date(lab.time.now() + 24 * HOUR);
    return lab.finish(campaign.pause({ ...scope, actor: "ada", reason: "a call", reviewAt }));
  };
  const effect = (scope: Parameters<CampaignHandle["pauseEffect"]>[0]) => lab.finish(campaign.pauseEffect(scope));
  return { lab, accepted, over, pause, effect, asked: () => asked };
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

describe("an account that refuses next to another account of the same vendor", () => {
  it.each(["on", "warn", "none"] as const)("is replaced by the other account (watch: %s)", async (watch) => {
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

const PAUSES = (["on", "warn", "none"] as const).flatMap((watch) =>
  [12, 1].flatMap((recipients) =>
    ([100 * SECOND, 150 * SECOND] as const).map((pausedAt) => ({ watch, recipients, pausedAt })),
  ),
);

describe("an operator's pause of the account at which recipients wait, because the first account refused", () => {
  const HEALED = 130 * SECOND;

  it.each(PAUSES)(
    "returns $recipients recipients to the first account once it works (watch: $watch, paused after $pausedAt ms)",
    async (facts) => {
      const { lab, over, pause } = await run({ ...facts, refuses: (account, at) => account !== "main" || at < HEALED });
      await lab.time.advance(facts.pausedAt);
      await pause({ provider: "sms.second" });
      await lab.time.advance(20 * MINUTE);
      expect(over("main")).toBe(facts.recipients);
    },
  );

  it.each([{ provider: "sms.second", wait: true }, { step: 1 }, {}])(
    "keeps them if the operator pauses %o, which stops recipients too",
    async (scope) => {
      const { lab, accepted, pause } = await run({
        watch: "none",
        recipients: 12,
        refuses: (account, at) => account !== "main" || at < HEALED,
      });
      await lab.time.advance(100 * SECOND);
      await pause(scope);
      const before = accepted.length;
      await lab.time.advance(20 * MINUTE);
      expect(accepted).toHaveLength(before);
    },
  );

  describe("reports how many recipients", () => {
    const SECOND_ACCOUNT = { provider: "sms.second" } as const;

    it("return to the first account once its trial message succeeds", async () => {
      const { lab, accepted, effect, pause } = await run({
        watch: "none",
        recipients: 12,
        refuses: (account, at) => account !== "main" || at < HEALED,
      });
      await lab.time.advance(183 * SECOND); // the trial message succeeds at 180 s, and the others follow at 185 s
      expect(accepted).toHaveLength(1);
      expect(await effect({ ...SECOND_ACCOUNT, wait: true })).toEqual({ waiting: 11, rerouted: 0, ways: [] });
      const promised = { waiting: 0, rerouted: 11, ways: ["sms.main"] };
      expect(await effect(SECOND_ACCOUNT)).toEqual(promised);
      expect(await pause(SECOND_ACCOUNT)).toMatchObject(promised);
      await lab.time.advance(20 * MINUTE);
      expect(accepted.map(({ over }) => over)).toEqual(Array(12).fill("main"));
    });

    it("wait while the first account refuses too", async () => {
      const { lab, effect } = await run({ watch: "none", recipients: 12, refuses: () => true });
      await lab.time.advance(100 * SECOND);
      expect(await effect(SECOND_ACCOUNT)).toEqual({ waiting: 12, rerouted: 0, ways: [] });
    });

    it("wait, because the first provider has rejected them", async () => {
      const { lab, accepted, effect, pause } = await run({
        watch: "none",
        recipients: 12,
        rejects: (account) => account === "main",
        refuses: (account) => account !== "main",
      });
      await lab.time.advance(100 * SECOND);
      expect(await effect(SECOND_ACCOUNT)).toEqual({ waiting: 12, rerouted: 0, ways: [] });
      await pause(SECOND_ACCOUNT);
      await lab.time.advance(20 * MINUTE);
      expect(accepted).toEqual([]);
    });
  });
});

describe("a budget that is too small for the account at which recipients wait, because the first account refused", () => {
  it.each([
    { watch: "on", healedAt: 30 * MINUTE },
    { watch: "none", healedAt: 130 * SECOND },
  ] as const)("returns them to the cheaper account once it works at $healedAt ms (watch: $watch)", async (facts) => {
    const { lab, over } = await run({
      watch: facts.watch,
      recipients: 12,
      budget: "0.24 EUR", // four messages through the second account
      refuses: (account, at) => account === "main" && at < facts.healedAt,
    });
    await lab.time.advance(60 * MINUTE);
    expect({ second: over("second"), main: over("main") }).toEqual({ second: 4, main: 8 });
  });
});

import type { GateChange, Provider } from "@relance/spec";
import type { CampaignHandle } from "relance";
import { afterEach, describe, expect, it } from "vitest";
import { HOUR, hello, MINUTE, openLaboratory } from "../../support/laboratory.ts";

let stop = new AbortController();
afterEach(() => {
  stop.abort();
  stop = new AbortController();
});

type Scope = Parameters<CampaignHandle["pauseEffect"]>[0];
type Order = Pick<GateChange, "source" | "provider" | "destination" | "gate" | "via">;

const ROWS = [..."33334444"].map((digit, n) => ({ id: `p${n}`, mobile: `+336${digit}9900${n}00` }));

/** Applies commands to a campaign that has sent nothing, pauses the scope, and lets the campaign send for 30 minutes. */
async function pauseAfter(accounts: readonly string[], seed: number, decide: (random: () => number) => Commands) {
  const accepted: { readonly to: string; readonly over: string }[] = [];
  const account = (name: string): Provider<"sms"> => ({
    kind: "a-carrier",
    channel: "sms",
    vendor: name,
    capabilities: { receipts: false, replies: false },
    async send({ to, attemptId }) {
      accepted.push({ to: String(to), over: `sms.${name}` });
      return { ref: attemptId };
    },
  });
  const lab = await openLaboratory({
    sms: () => Object.fromEntries(accounts.map((name) => [name, account(name)])),
    config: { plugins: [] },
    seed,
  });
  const { gateway } = await lab.open("a");
  const steps = [{ channel: "sms", route: accounts, template: "hello@1" }] as const;
  const started = await lab.finish(gateway.campaigns.start(hello({ steps }), { rows: ROWS }));
  const { campaign } = await lab.ledger();
  const { orders, scope } = decide(() => lab.time.random());
  const reviewAt = new Date(lab.time.now() + 24 * HOUR);
  for (const order of orders)
    await lab.store.control([{ ...order, campaign, actor: "ada", reason: "a call", reviewAt: reviewAt.getTime() }]);
  const { waiting, rerouted, ways } = await lab.finish(
    started.pause({ ...scope, actor: "bob", reason: "a bill", reviewAt }),
  );
  void gateway.run({ signal: stop.signal });
  await lab.time.advance(30 * MINUTE);
  stop.abort();
  stop = new AbortController();
  const isMeant = (number: string) => number.startsWith(scope.destination ?? "");
  const sent = accepted.filter(({ to }) => isMeant(to));
  return {
    orders,
    scope,
    effect: { waiting, rerouted, ways },
    sent: sent.length,
    unsent: ROWS.filter(({ mobile }) => isMeant(mobile)).length - sent.length,
    over: [...new Set(sent.map(({ over }) => over))],
  };
}

interface Commands {
  readonly orders: readonly Order[];
  readonly scope: Scope;
}

function randomCommands(accounts: readonly string[], random: () => number): Commands {
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const order = (): Order => {
    const at = Math.floor(random() * accounts.length);
    const about = {
      source: pick(["operator", "plugin:watch"] as const),
      provider: `sms.${accounts[at]}`,
      destination: pick([undefined, "+3363", "+3364"]),
    };
    const via = accounts.slice(at + 1).map((name) => `sms.${name}`);
    const kind = pick(["hold", "reroute", "resume"]);
    if (kind === "resume") return { ...about, gate: "open", via: null };
    return { ...about, gate: "held", via: kind === "reroute" && via.length > 0 ? pick(via) : undefined };
  };
  return {
    orders: Array.from({ length: Math.floor(random() * 5) }, order),
    scope: {
      provider: pick([undefined, "sms.main", "sms.main", "sms.second"]),
      destination: pick([undefined, "+3363", "+3364"]),
      wait: pick([undefined, undefined, true]),
    },
  };
}

const HELD_SECOND = { source: "plugin:watch", provider: "sms.second", destination: "+3363", gate: "held" } as const;

describe("the effect that a pause reports", () => {
  it("counts recipients of a destination as waiting if the other provider is paused for that destination", async () => {
    const { effect, sent } = await pauseAfter(["main", "second"], 1, () => ({
      orders: [HELD_SECOND],
      scope: { provider: "sms.main" },
    }));
    expect(effect).toEqual({ waiting: 4, rerouted: 4, ways: ["sms.second"] });
    expect(sent).toBe(4);
  });

  it("reroutes a destination through a third provider if the second one is paused for that destination", async () => {
    const { over, unsent } = await pauseAfter(["main", "second", "third"], 1, () => ({
      orders: [HELD_SECOND],
      scope: { provider: "sms.main", destination: "+3363" },
    }));
    expect({ over, unsent }).toEqual({ over: ["sms.third"], unsent: 0 });
  });

  it.each(Array.from({ length: 24 }, (_, n) => n + 1))(
    "agrees with the messages sent after it (seed %i)",
    async (seed) => {
      const accounts = seed % 2 === 0 ? ["main", "second"] : ["main", "second", "third"];
      const { effect, sent, unsent, over, ...commands } = await pauseAfter(accounts, seed, (random) =>
        randomCommands(accounts, random),
      );
      if (effect.waiting + effect.rerouted < sent + unsent) return; // the scope leaves other recipients out
      const told = JSON.stringify(commands);
      if (commands.scope.destination === undefined) {
        expect({ waiting: effect.waiting, rerouted: effect.rerouted }, told).toEqual({
          waiting: unsent,
          rerouted: sent,
        });
        expect(effect.ways, told).toEqual(expect.arrayContaining(over));
      } else {
        expect(effect.waiting, told).toBeGreaterThanOrEqual(unsent); // counts of destinations are upper bounds
        expect(effect.rerouted, told).toBeGreaterThanOrEqual(sent);
      }
    },
  );
});

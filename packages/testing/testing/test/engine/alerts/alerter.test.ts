import type { IncidentChange, Message, Provider } from "@relance/spec";
import type { Alerts } from "relance";
import { describe, expect, it } from "vitest";
import { hello, type Laboratory, MINUTE, openLaboratory, SECOND } from "../../support/laboratory.ts";

const OPS = "+33639981234";
const SUBJECT = { campaign: 0, kind: "loss", destination: "", actor: "watch", change: "open" } as const;

interface Sent {
  readonly over: string;
  readonly message: Message;
  readonly at: number;
}

/** Two carriers of two vendors that take everything, and operators who want an SMS. */
async function office(
  alerts: Omit<Alerts, "sms"> = {},
  change: Partial<Provider<"sms">> = {},
  pollMs?: number,
  delivery: "live" | "capture" = "live",
) {
  const sent: Sent[] = [];
  const carrier = (name: string, world: Laboratory["world"]): Provider<"sms"> => ({
    kind: name,
    channel: "sms",
    vendor: name,
    capabilities: { receipts: false, replies: false },
    async send(message) {
      sent.push({ over: `sms.${name}`, message, at: world.runtime.now() });
      return { ref: message.attemptId };
    },
    ...change,
  });
  const lab = await openLaboratory({
    sms: (world) => ({ main: carrier("main", world), second: carrier("second", world) }),
    config: { delivery, observe: { alerts: { ...alerts, sms: { to: [OPS] } } } },
    overrides: { pollMs },
  });
  const say = (provider: string, facts: Partial<IncidentChange> = {}) =>
    lab.store.incident({ ...SUBJECT, provider, fact: `${provider} loses messages`, ...facts });
  const toOps = () => sent.filter(({ message }) => message.to === OPS);
  const texts = () => toOps().map(({ message }) => ("text" in message.content ? message.content.text : ""));
  async function work(name = "worker") {
    const { gateway, process } = await lab.open(name);
    void gateway.run({ signal: new AbortController().signal });
    await lab.time.advance(3 * SECOND);
    return { gateway, process };
  }
  return { lab, sent, say, toOps, texts, work };
}

describe("alerts of an engine", () => {
  it("come once an incident, not once a check, and over the carrier that is well", async () => {
    const { lab, say, toOps, work } = await office();
    await work();
    for (let look = 0; look < 30; look++) {
      await say("sms.main", { did: "slowed", change: look === 0 ? "open" : "note" });
      await lab.time.advance(2 * SECOND);
    }
    expect(toOps().map(({ over }) => over)).toEqual(["sms.second"]);
  });

  it("are no more than wanted: what is more comes as one that counts the rest", async () => {
    const { lab, say, texts, work } = await office({ perHour: 3 }, {}, 10 * SECOND);
    await work();
    for (let nth = 0; nth < 17; nth++) await say(`sms.p${nth}`, { destination: `+33${nth}` });
    await lab.time.advance(15 * SECOND);
    expect(texts()).toHaveLength(3);
    expect(texts()[2]).toContain("And 14 more.");
    for (let nth = 17; nth < 21; nth++) await say(`sms.p${nth}`);
    await lab.time.advance(30 * MINUTE);
    expect(texts()).toHaveLength(3);
    await lab.time.advance(31 * MINUTE);
    expect(texts()).toHaveLength(6);
    expect(texts()[5]).toContain("And 1 more.");
  });

  it("are told by one of three workers, and by another once that one is gone", async () => {
    const { lab, say, texts, work } = await office();
    const workers = [await work("a"), await work("b"), await work("c")];
    await say("sms.main");
    await lab.time.advance(10 * SECOND);
    expect(texts()).toHaveLength(1);
    workers[0]?.process.freeze();
    workers[1]?.process.freeze();
    await say("sms.main", { change: "end", fact: "sms.main answers again" });
    await lab.time.advance(2 * MINUTE);
    workers[0]?.process.thaw();
    workers[1]?.process.thaw();
    await lab.time.advance(2 * MINUTE);
    expect(texts()).toHaveLength(2);
    expect(texts()[1]).toContain("over: loss");
  });

  it("wait for the rate of the provider, and are no attempt of any campaign", async () => {
    const { lab, sent, say, toOps, work } = await office({}, { perSecond: 1 });
    const { gateway } = await work();
    const recipients = Array.from({ length: 30 }, (_, n) => ({ id: `p${n}`, mobile: `+336399800${n + 10}` }));
    const route = { channel: "sms", route: ["second"], template: "hello@1" } as const;
    await lab.finish(gateway.campaigns.start(hello({ steps: [route] }), { rows: recipients }));
    await say("sms.main");
    await lab.time.advance(MINUTE);
    expect(toOps()).toHaveLength(1);
    expect(await lab.ledger()).toMatchObject({ holds: true, totals: { attempts: 30 } });
    const times = sent.filter(({ over }) => over === "sms.second").map(({ at }) => at);
    for (let nth = 4; nth < times.length; nth++)
      expect((times[nth] ?? 0) - (times[nth - 4] ?? 0)).toBeGreaterThanOrEqual(2_500);
  });

  it("fail without holding up anybody, and are logged as lost in the end", async () => {
    const refuse = async () => Promise.reject(new Error("no"));
    const { lab, say, work } = await office({}, { send: refuse }, MINUTE);
    await work();
    await say("sms.main");
    await lab.time.advance(2 * MINUTE);
    expect(lab.log.some(({ event }) => event === "alert.delayed")).toBe(true);
    for (let hour = 0; hour < 7; hour++) await lab.time.advance(60 * MINUTE);
    expect(lab.log.filter(({ event }) => event === "alert.failed")).toEqual([
      expect.objectContaining({ level: "error", facts: expect.objectContaining({ to: "sms", incident: 1 }) }),
    ]);
  });

  it("are told by runOnce too, for hosts that work now and then", async () => {
    const { lab, say, texts } = await office();
    const { gateway } = await lab.open("cron");
    await say("sms.main");
    await lab.finish(gateway.runOnce({ budgetMs: 5_000 }));
    expect(texts()).toHaveLength(1);
    await lab.finish(gateway.runOnce({ budgetMs: 5_000 }));
    expect(texts()).toHaveLength(1);
  });

  it("stay in the house in capture mode like every message, and the log says so", async () => {
    const { lab, say, toOps, work } = await office({}, {}, undefined, "capture");
    await work();
    await say("sms.main");
    await lab.time.advance(10 * SECOND);
    expect(toOps()).toEqual([]);
    expect(lab.log.filter(({ event }) => event === "alert.captured")).toHaveLength(1);
  });
});

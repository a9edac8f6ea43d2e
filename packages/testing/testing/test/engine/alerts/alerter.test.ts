import { type AlertCall, type AlertsConfig, alerts } from "@relance/alerts";
import type { IncidentChange } from "@relance/spec";
import { defaultPlugins } from "relance/parts";
import { describe, expect, it } from "vitest";
import { MINUTE, openLaboratory, SECOND, takesAll } from "../../support/laboratory.ts";

const SUBJECT = { campaign: 0, kind: "loss", destination: "", actor: "plugin:watch", change: "open" } as const;

async function office(
  options: Omit<AlertsConfig, "call"> = {},
  { pollMs, fails = false }: { readonly pollMs?: number; readonly fails?: boolean } = {},
) {
  const subjects: string[] = [];
  const call: AlertCall = async ({ subject }) => {
    if (fails) throw new Error("no");
    subjects.push(subject);
  };
  const lab = await openLaboratory({
    sms: () => ({ main: takesAll }),
    config: { delivery: "capture", plugins: [...defaultPlugins(), alerts({ ...options, call })] },
    overrides: { pollMs },
  });
  const say = (provider: string, facts: Partial<IncidentChange> = {}) =>
    lab.store.incident({ ...SUBJECT, provider, fact: `${provider} loses messages`, ...facts });
  async function work(name = "worker") {
    const { gateway, process } = await lab.open(name);
    void gateway.run({ signal: new AbortController().signal });
    await lab.time.advance(3 * SECOND);
    return { gateway, process };
  }
  return { lab, say, subjects, work };
}

describe("alerts", () => {
  it("are sent once per incident, not once per check, in capture mode too", async () => {
    const { lab, say, subjects, work } = await office();
    await work();
    for (let look = 0; look < 30; look++) {
      await say("sms.main", { did: "slowed", change: look === 0 ? "open" : "note" });
      await lab.time.advance(2 * SECOND);
    }
    expect(subjects).toEqual(["[relance] loss: sms.main"]);
  });

  it("are no more than configured: one alert counts all further ones", async () => {
    const { lab, say, subjects, work } = await office({ perHour: 3 }, { pollMs: 10 * SECOND });
    await work();
    for (let nth = 0; nth < 17; nth++) await say(`sms.p${nth}`, { destination: `+33${nth}` });
    await lab.time.advance(15 * SECOND);
    expect(subjects).toHaveLength(3);
    expect(subjects[2]).toContain("and 14 more");
    for (let nth = 17; nth < 21; nth++) await say(`sms.p${nth}`);
    await lab.time.advance(30 * MINUTE);
    expect(subjects).toHaveLength(3);
    await lab.time.advance(31 * MINUTE);
    expect(subjects).toHaveLength(6);
    expect(subjects[5]).toContain("and 1 more");
  });

  it("are sent by one of three workers, and by another once that worker has ended", async () => {
    const { lab, say, subjects, work } = await office();
    const workers = [await work("a"), await work("b"), await work("c")];
    await say("sms.main");
    await lab.time.advance(10 * SECOND);
    expect(subjects).toHaveLength(1);
    workers[0]?.process.freeze();
    workers[1]?.process.freeze();
    await say("sms.main", { change: "end", fact: "sms.main answers again" });
    await lab.time.advance(2 * MINUTE);
    workers[0]?.process.thaw();
    workers[1]?.process.thaw();
    await lab.time.advance(2 * MINUTE);
    expect(subjects).toHaveLength(2);
    expect(subjects[1]).toContain("ended: loss");
  });

  it("that fail delay no other alert, and are finally logged as lost", async () => {
    const { lab, say, work } = await office({}, { pollMs: MINUTE, fails: true });
    await work();
    await say("sms.main");
    await lab.time.advance(2 * MINUTE);
    expect(lab.log.some(({ event }) => event === "alert.delayed")).toBe(true);
    for (let hour = 0; hour < 7; hour++) await lab.time.advance(60 * MINUTE);
    expect(lab.log.filter(({ event }) => event === "alert.failed")).toEqual([
      expect.objectContaining({ level: "error", facts: expect.objectContaining({ to: "call", incident: 1 }) }),
    ]);
  });

  it("are also sent by runOnce, for hosts that run from time to time", async () => {
    const { lab, say, subjects } = await office();
    const { gateway } = await lab.open("cron");
    await say("sms.main");
    await lab.finish(gateway.runOnce({ within: "5s" }));
    expect(subjects).toHaveLength(1);
    await lab.finish(gateway.runOnce({ within: "5s" }));
    expect(subjects).toHaveLength(1);
  });
});

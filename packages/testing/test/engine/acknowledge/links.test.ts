import type { CampaignHandle, Gateway, Provider } from "relance";
import { describe, expect, it } from "vitest";
import { farEnd } from "../../support/far-end.ts";
import {
  HOUR,
  hello,
  type Laboratory,
  MINUTE,
  openLaboratory,
  people,
  SECOND,
} from "../../support/laboratory.ts";

const MAIL: Provider<"email"> = {
  kind: "mail",
  channel: "email",
  vendor: "mail",
  capabilities: { receipts: false, replies: false },
  send: async ({ attemptId }) => ({ ref: attemptId }),
};
const SHOWN = { hash: "", locale: "en", label: "" };

interface Scene {
  readonly lab: Laboratory;
  readonly gateway: Gateway;
  readonly handle: CampaignHandle;
  /** Presses a button as p0. */
  press(answer: string, through?: Gateway): Promise<string | undefined>;
  token(key?: string): Promise<string>;
  sent(): number;
}

async function scene(definition: Parameters<typeof hello>[0] = {}): Promise<Scene> {
  const lab = openLaboratory({
    sms: (world) => ({ main: farEnd(world).provider }),
    email: () => ({ smtp: MAIL }),
    config: { publicUrl: "https://test.invalid" },
    overrides: { pollMs: MINUTE, heartbeatMs: 20 * SECOND },
  });
  const { gateway } = await lab.open("worker");
  const campaign = hello({
    audience: { contacts: { sms: ["mobile", "work", "home"], email: "mail" } },
    acknowledge: {
      on: "done",
      by: ["link", "event"],
      answers: { done: "close", promise: { snooze: "2h" }, "wrong-person": "next-contact", help: "handover" },
    },
    steps: [
      { channel: "sms", route: ["main"], template: "hello@1", wait: "4h" },
      { channel: "email", route: ["smtp"], template: "hello@1", wait: "4h" },
    ],
    ...definition,
  });
  const recipients = people(2).map((row) => ({
    ...row,
    work: "+33639990001",
    home: "+33639990002",
    mail: "a@example.org",
  }));
  const handle = await lab.finish(gateway.campaigns.start(campaign, { recipients }));
  void gateway.run({ signal: new AbortController().signal });
  await lab.time.advance(MINUTE);
  const token = async (key = "p0") => {
    const person = await lab.finish(handle.recipient(key));
    const url = gateway.internals.engine.acknowledgeUrl(person?.enrollment ?? 0);
    return url.slice(url.lastIndexOf("/") + 1);
  };
  return {
    lab,
    gateway,
    handle,
    token,
    async press(answer, through = gateway) {
      const mine = await token();
      const answered = await lab.finish(through.internals.engine.port.answer(mine, answer, SHOWN));
      return answered?.status;
    },
    sent: () => lab.events().filter(({ type, key }) => type === "attempt.submitted" && key === "p0").length,
  };
}

const recorded = ({ lab }: Scene) =>
  lab.events().filter(({ key, type }) => key === "p0" && /answered|acknowledged/.test(type)).length;

describe("a press on the page", () => {
  it("is recorded before it is answered, once", async () => {
    const here = await scene();
    expect(await here.press("done")).toBe("recorded");
    expect(here.lab.ledger().states.acknowledged).toBe(1);
    expect(await here.press("done")).toBe("duplicate");
    expect(recorded(here)).toBe(1);
  });

  it("is one press, when two receivers take a double click at the same moment", async () => {
    const here = await scene();
    const other = await here.lab.open("receiver");
    const token = await here.token();
    const presses = [here.gateway, other.gateway].map(({ internals }) =>
      internals.engine.port.answer(token, "wrong-person", SHOWN),
    );
    const statuses = (await here.lab.finish(Promise.all(presses))).map((answered) => answered?.status);
    await here.lab.time.advance(MINUTE);
    expect(statuses.sort()).toEqual(["duplicate", "recorded"]);
    expect(here.sent()).toBe(2);
  });

  it("strikes out one wrong number, however often it is pressed", async () => {
    const here = await scene();
    expect(await here.press("wrong-person")).toBe("recorded");
    await here.lab.time.advance(MINUTE);
    expect(await here.press("wrong-person")).toBe("duplicate");
    await here.lab.time.advance(MINUTE);
    expect(here.sent()).toBe(2);
  });

  it("renews a promise after the next message, and not before", async () => {
    const here = await scene();
    expect(await here.press("promise")).toBe("recorded");
    expect(await here.press("promise")).toBe("duplicate");
    await here.lab.time.advance(3 * HOUR);
    expect(here.sent()).toBe(2);
    expect(await here.press("promise")).toBe("recorded");
    expect(recorded(here)).toBe(2);
  });

  it("may say something else than before, and the first thing again", async () => {
    const here = await scene();
    const said = [];
    for (const answer of ["promise", "help", "promise", "done"]) said.push(await here.press(answer));
    expect(said).toEqual(["recorded", "recorded", "recorded", "recorded"]);
    expect(here.lab.ledger().states.acknowledged).toBe(1);
  });

  it("counts again after the caller's own system took it back", async () => {
    const here = await scene({ acknowledge: { on: "done", by: ["link", "event"], strength: "event" } });
    await here.lab.finish(here.gateway.acknowledge([{ key: "p0", on: "done", id: "1" }]));
    const before = here.lab.ledger().states.acknowledged;
    const occurredAt = new Date(here.lab.time.now() + 1);
    await here.lab.finish(
      here.gateway.acknowledge([{ key: "p0", on: "done", id: "2", revoke: true, occurredAt }]),
    );
    expect([before, here.lab.ledger().states.acknowledged]).toEqual([1, 0]);
    expect(await here.press("done")).toBe("too-weak");
  });

  it("is late after the deadline, and recorded all the same", async () => {
    const here = await scene({ deadline: "+9h" });
    await here.lab.time.advance(10 * HOUR);
    expect(here.lab.ledger().states.acknowledged).toBe(0);
    expect(await here.press("done")).toBe("late");
    expect(here.lab.ledger()).toMatchObject({ states: { acknowledged: 1 }, late: 1, holds: true });
  });

  it("is refused for an answer that the campaign does not offer", async () => {
    const here = await scene();
    for (const answer of ["maybe", "", "__proto__", "constructor"])
      expect(await here.press(answer)).toBe("refused");
    expect(recorded(here)).toBe(0);
  });

  it("on a link of nobody is nothing", async () => {
    const { lab, gateway } = await scene();
    const { port } = gateway.internals.engine;
    for (const token of ["", "x".repeat(20), "\ud800", "é".repeat(17)]) {
      expect(await lab.finish(port.answer(token, "done", SHOWN))).toBeUndefined();
      expect(await lab.finish(port.matter(token))).toBeUndefined();
      expect(await lab.finish(port.optOut(token))).toBe(false);
    }
  });
});

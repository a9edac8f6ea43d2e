import { describe, expect, it } from "vitest";
import { type LinkScene, linkScene } from "../../support/link-scene.ts";

const FACTOR = { column: "born", ask: "Your year of birth" };
const buttons = { done: "close", promise: "snooze 2h", help: "call-me" } as const;

const strict = (column = "born"): Promise<LinkScene> =>
  linkScene({
    confirm: {
      via: ["link", "event"],
      strength: "authenticated",
      buttons,
      factor: { ...FACTOR, column },
    },
  });

async function pressing(here: LinkScene, ...factors: readonly (string | undefined)[]) {
  const [token = ""] = here.tokens();
  const statuses = [];
  for (const factor of factors) statuses.push(await here.pressOn(token, "done", factor));
  return statuses;
}

describe("a press with the answer to the campaign's question", () => {
  it("confirms when a press without it does not", async () => {
    const here = await strict();
    expect(await pressing(here, undefined, "1961")).toEqual(["too-weak", "recorded"]);
    expect((await here.lab.ledger()).states.acknowledged).toBe(1);
  });

  it.each([" 1961 ", "１９６１"])("ignores how the answer is written: %s", async (written) => {
    expect(await pressing(await strict(), written)).toEqual(["recorded"]);
  });

  it("that is wrong is recorded and confirms nothing; four more tries may follow", async () => {
    const here = await strict();
    expect(await pressing(here, "1960", "1962")).toEqual(["too-weak", "too-weak"]);
    expect(await here.confirmation(here.tokens()[0] ?? "")).toMatchObject({
      factor: { triesLeft: 3, isWrong: true },
    });
    expect(await pressing(here, "1961")).toEqual(["recorded"]);
  });

  it("is ignored after five wrong answers, and no further answers are recorded", async () => {
    const here = await strict();
    await pressing(here, "1", "2", "3", "4", "5");
    expect(await here.confirmation(here.tokens()[0] ?? "")).toMatchObject({ factor: { triesLeft: 0 } });
    expect(await pressing(here, "1961", "6", "7")).toEqual(["duplicate", "duplicate", "duplicate"]);
    expect(await here.lab.ledger()).toMatchObject({ states: { acknowledged: 0 }, answers: { done: 5 } });
  });

  it("leaves the confirmation to the caller's own system after that", async () => {
    const here = await strict();
    await pressing(here, "1", "2", "3", "4", "5");
    await here.lab.finish(here.gateway.acknowledge([{ key: "p0" }]));
    expect((await here.lab.ledger()).states.acknowledged).toBe(1);
  });

  it("is not requested from a recipient whose row has no answer", async () => {
    const here = await strict("nickname");
    expect((await here.confirmation(here.tokens()[0] ?? ""))?.factor).toBeUndefined();
    expect(await pressing(here, "undefined", "")).toEqual(["too-weak", "duplicate"]);
  });

  it("is in no event, no log line and no link", async () => {
    const here = await strict();
    await pressing(here, "1960", "1961");
    const told = JSON.stringify([await here.lab.events(), here.lab.log, here.tokens()]);
    expect(told).not.toMatch(/196[01]/);
  });
});

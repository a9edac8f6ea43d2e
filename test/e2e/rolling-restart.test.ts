import { expect, it } from "vitest";
import { openGate } from "./support/gate.ts";
import { openOutside } from "./support/outside.ts";
import { makeProject } from "./support/project.ts";
import { waitFor } from "./support/wait-for.ts";

const PEOPLE = 1_500;
const RESTARTS = 4;

it("restarts by SIGTERM under load leave no attempt uncertain and repeat no message", {
  timeout: 600_000,
}, async () => {
  await using outside = await openOutside();
  await using gate = await openGate(outside.twilio.port);
  await using project = await makeProject(outside, PEOPLE, {
    twilio: { ...outside.settings.twilio, url: `http://127.0.0.1:${gate.port}` },
  });
  gate.delay(50);
  for (let restart = 0; restart < RESTARTS; restart++) {
    await using run = project.run();
    const enough = Math.floor(((restart + 1) * PEOPLE) / (RESTARTS + 1));
    await waitFor(`${enough} messages`, () => outside.twilio.requests() >= enough, run);
    gate.hold();
    await waitFor("an answer on its way", () => gate.held() > 0, run);
    const left = run.kill("SIGTERM");
    await waitFor("the stop", () => run.stderr().includes("waiting up to"), run);
    gate.release();
    const { code } = await left;
    expect(code).toBe(0);
    const { attempts, holds } = await project.ledger();
    expect(holds).toBe(true);
    expect(attempts.map(({ state }) => state)).not.toContain("submitting");
  }
  expect(outside.twilio.requests()).toBeLessThan(PEOPLE);
  await using last = project.run();
  await waitFor("everybody's message", () => outside.twilio.requests() >= PEOPLE, last);
  await last.kill("SIGTERM");
  const messages = [...outside.twilio.messages()];
  expect(messages).toHaveLength(PEOPLE);
  expect(new Set(messages.map(({ to }) => to)).size).toBe(PEOPLE);
  expect(outside.twilio.requests()).toBe(PEOPLE);
  expect(outside.gateway.requests() + outside.smtp.requests()).toBe(0);
  const { code, stdout } = await project.start(["status", "people"]).done;
  expect(code).toBe(0);
  const { attempts, totals, states, holds } = JSON.parse(stdout);
  expect({ holds, totals, states }).toMatchObject({
    holds: true,
    totals: { attempts: PEOPLE, contradictory: 0 },
    states: { active: PEOPLE },
  });
  expect(new Set(attempts.map(({ state }: { state: string }) => state))).toEqual(new Set(["accepted"]));
});

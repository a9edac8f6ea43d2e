import { describe, expect, it } from "vitest";
import {
  audience,
  browserHands,
  createWorld,
  EAGER_HABITS,
  fakeTwilio,
  inventPerson,
  virtualClock,
} from "../../src/index.ts";
import { pageServer } from "../support/page-server.ts";
import { START } from "../support/population.ts";
import { twilioClient } from "../support/twilio-client.ts";

const PAGE = `<form method="post"><button name="answer" value="done">Fait</button></form>`;
const PEOPLE = 100;

/** Sends each recipient one SMS through the real Twilio library. Recipients may open its link. */
async function sendAndHope(seed: number) {
  const clock = virtualClock(START);
  await using site = await pageServer(PAGE);
  await using hands = browserHands();
  const world = createWorld({ seed, clock, hands, habits: EAGER_HABITS });
  const rows = [...audience({ seed, count: PEOPLE })];
  world.add(rows.map(inventPerson));
  await using twilio = await fakeTwilio({ world, carrier: "main", courier: { loss: 0.26 } });
  const { client } = twilioClient(twilio);
  for (const { mobile, id } of rows) {
    await client.messages.create({ to: mobile, from: "36000", body: `Confirmez : ${site.url}/a/${id}` });
  }
  for (let next = world.nextAt(); next !== undefined; next = world.nextAt()) {
    clock.advanceTo(next);
    await expect.poll(() => world.inFlight(), { interval: 1 }).toBe(0);
  }
  const confirmed = site.posted.map(({ path }) => path.replace("/a/", "")).sort();
  return { report: world.report(), confirmed };
}

describe("a campaign on sockets", () => {
  it("reaches exactly the recipients whose message was not lost, and they confirm on a real page", async () => {
    const { report, confirmed } = await sendAndHope(11);
    expect(report.couriers.main).toMatchObject({ requests: PEOPLE, taken: PEOPLE, refused: 0 });
    expect(report.neverReached).toBe(report.couriers.main?.lost);
    expect(report.neverReached).toBeGreaterThan(10);
    expect(confirmed).toHaveLength(report.reached);
    expect(report).toMatchObject({ acted: report.reached, repeats: 0, failures: 0 });
  });

  it("has the same recipients with the same luck for the same seed, whatever its ports", async () => {
    const one = await sendAndHope(12);
    const other = await sendAndHope(12);
    expect(other).toEqual(one);
  });
});

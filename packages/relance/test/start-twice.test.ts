import { defineCampaign } from "@relance/campaign";
import { describe, expect, it } from "vitest";
import { createRelance } from "../src/index.ts";
import { gatewayConfig } from "./support/gateway-config.ts";

const CAMPAIGN = defineCampaign(
  {
    version: 1,
    name: "keys",
    deadline: "2h",
    audience: { key: "id", contacts: { sms: "mobile" }, country: "FR" },
    steps: [{ channel: "sms", route: ["main"], template: "reminder@1", wait: "1h" }],
  },
  { templates: { "reminder@1": { sms: () => ({ text: "hello" }) } } },
);

const person = (number: number) => ({ id: `p${number}`, mobile: `+3363998${1_000 + number}` });

/** One start reads its audience and pauses; another starts the campaign meanwhile with p1, p2, p3; then the first continues. */
async function overtaken(rows: readonly number[]) {
  const gateway = await createRelance(gatewayConfig());
  const [isReading, hasStarted] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  async function* slowly() {
    isReading.resolve();
    await hasStarted.promise;
    yield* rows.map(person);
  }
  const slow = gateway.campaigns.start(CAMPAIGN, { rows: slowly() });
  await isReading.promise;
  const campaign = await gateway.campaigns.start(CAMPAIGN, { rows: [1, 2, 3].map(person) });
  const before = await campaign.ledger();
  hasStarted.resolve();
  const answer = await slow.then(
    ({ id }) => ({ id }),
    ({ code }) => ({ code }),
  );
  const after = await campaign.ledger();
  await gateway.close();
  return { id: campaign.id, answer, before, after };
}

describe("a campaign that another process starts while this one reads its audience", () => {
  it("resumes if the audience is the same", async () => {
    const { id, answer, before, after } = await overtaken([1, 2, 3]);
    expect(answer).toEqual({ id });
    expect(after).toMatchObject({ state: "running", holds: true, audience: { enrolled: 3 } });
    expect(after.states).toEqual(before.states);
  });

  it("accepts no recipient of another audience, and reports this", async () => {
    const { answer, after } = await overtaken([1, 2, 9]);
    expect(answer).toEqual({ code: "audience/unexpected" });
    expect(after).toMatchObject({ state: "running", holds: true, audience: { enrolled: 3, refused: 0 } });
  });
});

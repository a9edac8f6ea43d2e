import { expect, it } from "vitest";
import { MINUTE } from "../../support/laboratory.ts";
import { PEOPLE, twoCarriers } from "../../support/two-carriers.ts";

const silent = () => true;

it("a carrier outside its hours does not count as losing everything", async () => {
  const resting = await twoCarriers({ loses: silent, carrierHours: { hours: "12:00-20:00" }, pilot: PEOPLE });
  await resting.lab.time.advance(3 * MINUTE);
  expect(await resting.incidents()).toEqual([]);
  expect(resting.second.sent).toEqual([]);
  expect(resting.main.sent.length).toBeGreaterThan(1_000);
});

it("and within its hours it does", async () => {
  const awake = await twoCarriers({ loses: silent, carrierHours: { hours: "07:00-20:00" }, pilot: PEOPLE });
  await awake.lab.time.advance(3 * MINUTE);
  expect((await awake.incidents())[0]).toMatchObject({ provider: "sms.main" });
});

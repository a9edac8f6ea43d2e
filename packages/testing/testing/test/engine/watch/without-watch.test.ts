import { expect, it } from "vitest";
import { MINUTE } from "../../support/laboratory.ts";
import { PEOPLE, twoCarriers } from "../../support/two-carriers.ts";

it("a gateway without plugins sends to all recipients, the wave after the pilot ten minutes later", async () => {
  const { lab, main, second, incidents } = await twoCarriers({ plugins: [], loses: (_, nth) => nth % 4 === 0 });
  const sent = () => main.sent.length + second.sent.length;
  await lab.time.advance(9 * MINUTE);
  expect(sent()).toBeLessThan(700); // the pilot alone: no one reports a verdict on it
  await lab.time.advance(5 * MINUTE); // a receipt that is missing after 15 minutes is a matter of the step
  expect(new Set(main.sent).size).toBe(PEOPLE);
  expect(second.sent).toEqual([]);
  expect(await incidents()).toEqual([]);
});

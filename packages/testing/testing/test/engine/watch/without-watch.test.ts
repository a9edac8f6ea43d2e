import { expect, it } from "vitest";
import { MINUTE } from "../../support/laboratory.ts";
import { PEOPLE, twoCarriers } from "../../support/two-carriers.ts";

it("a gateway without plugins sends to all recipients, the second wave ten minutes after the first", async () => {
  const { lab, main, second, incidents } = await twoCarriers({ plugins: [], loses: (_, nth) => nth % 4 === 0 });
  const sent = () => main.sent.length + second.sent.length;
  await lab.time.advance(9 * MINUTE);
  expect(sent()).toBeLessThan(700); // without a verdict of the watch, only the first wave is sent
  await lab.time.advance(5 * MINUTE); // the campaign's step handles receipts that are missing after 15 minutes
  expect(new Set(main.sent).size).toBe(PEOPLE);
  expect(second.sent).toEqual([]);
  expect(await incidents()).toEqual([]);
});

import { expect, it } from "vitest";
import { MINUTE, SECOND } from "../../support/laboratory.ts";
import { PEOPLE, twoCarriers } from "../../support/two-carriers.ts";

it("a pause of all messages between two waves keeps the last wave from no recipient", async () => {
  const quarter = (_: string, nth: number) => nth % 4 === 0;
  const { lab, main, second, incidents, restart } = await twoCarriers({ loses: quarter });
  const written = () => new Set([...main.sent, ...second.sent]).size;
  while (written() < 2_300) await lab.time.advance(SECOND); // the second wave has 2,400 recipients
  expect((await incidents())[0]?.notes.at(-1)?.did).toBe("rerouted");
  // longer than the first carrier is paused before a probe
  await restart(6 * MINUTE);
  await lab.time.advance(8 * MINUTE);
  expect(written()).toBe(PEOPLE);
});

import { expect, it } from "vitest";
import { SILENT_HABITS } from "../../src/index.ts";
import { scene } from "../support/population.ts";

const [HEARS, LOST] = ["+33639989001", "+33639989002"];

it("test phones receive only what arrives, and no recipient of the world has one", async () => {
  const faults = [{ provider: "main", loss: 1, only: (address: string) => address === LOST }];
  const stage = scene({ habits: SILENT_HABITS, count: 3, faults });
  const source = stage.world.canaries((network) => ({ good: HEARS, bad: LOST })[network]);
  expect(await Promise.all(["good", "bad", "none"].map((name) => source.lend(name)))).toEqual([HEARS, LOST, undefined]);
  const carrier = stage.world.carrier("main");
  for (const address of [HEARS, LOST]) carrier.submit({ address, attemptId: address, letter: { text: "hello" } });
  const seen = (number: string, text: string) => source.seen(number, text);
  expect(await seen(HEARS, "hello")).toBe(false);
  await stage.run();
  expect(await seen(HEARS, "hello")).toBe(true);
  expect(await seen(HEARS, "another")).toBe(false);
  expect(await seen(LOST, "hello")).toBe(false);
  expect(stage.world.report()).toMatchObject({ people: 3, reached: 0 });
});

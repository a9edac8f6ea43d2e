import { expect, it } from "vitest";
import { silentTogether } from "../src/judge/receipt-tracker.ts";

const NOW = 1_000_000;
const from = 400_000;
const of = (provider: string, to: number | undefined, more: object = {}) => ({
  provider,
  vendor: provider,
  silences: to === undefined ? [] : [{ from, to }],
  since: to === undefined ? from : undefined,
  ...more,
});
const ours = (...providers: ReturnType<typeof of>[]) => [...silentTogether(providers, NOW).values()];
const until = (to: number | undefined) => [{ from: from - 10_000, to }];

it("treats a common silence of two vendors as our downtime until one vendor reports again", () => {
  expect(ours(of("one", 600_000), of("two", 605_000))).toEqual([until(600_000), until(600_000)]);
  expect(ours(of("one", 600_000), of("two", undefined))).toEqual([until(600_000), until(600_000)]);
  expect(ours(of("one", undefined), of("two", undefined))).toEqual([until(undefined), until(undefined)]);
});

it("one vendor alone, at another time, briefly, or habitually silent counts as silent by itself", () => {
  expect(ours(of("one", 600_000))).toEqual([[]]);
  expect(ours(of("one", 600_000), of("two", 600_000, { vendor: "one" }))).toEqual([[], []]);
  expect(ours(of("one", 600_000), of("two", 600_000, { silences: [{ from: 450_000, to: 600_000 }] }))).toEqual([
    [],
    [],
  ]);
  expect(ours(of("one", 420_000), of("two", 420_000))).toEqual([[], []]);
  const bursts = [250_000, from].map((at) => ({ from: at, to: at + 120_000 }));
  expect(ours(of("one", 0, { silences: bursts }), of("two", 520_000))[0]).toEqual([]);
});

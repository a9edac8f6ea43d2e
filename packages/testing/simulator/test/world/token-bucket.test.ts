import { expect, it } from "vitest";
import { createTokenBucket } from "../../src/world/token-bucket.ts";

it("allows a burst, then the given rate per second, and states when the next permit is available", () => {
  const bucket = createTokenBucket({ perSecond: 10, burst: 3 });
  expect([bucket.take(0), bucket.take(0), bucket.take(0)]).toEqual([undefined, undefined, undefined]);
  expect(bucket.take(0)).toBe(100);
  expect(bucket.take(100)).toBeUndefined();
  let taken = 0;
  for (let at = 200; at < 10_200; at += 10) if (bucket.take(at) === undefined) taken += 1;
  expect(taken).toBeGreaterThanOrEqual(99);
  expect(taken).toBeLessThanOrEqual(101);
});

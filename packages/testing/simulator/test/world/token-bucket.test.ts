import { expect, it } from "vitest";
import { createTokenBucket } from "../../src/world/token-bucket.ts";

it("takes a burst, then this many a second, and says when there is one again", () => {
  const bucket = createTokenBucket({ perSecond: 10, burst: 3 });
  expect([bucket.take(0), bucket.take(0), bucket.take(0)]).toEqual([undefined, undefined, undefined]);
  expect(bucket.take(0)).toBe(100);
  expect(bucket.take(100)).toBeUndefined();
  let taken = 0;
  for (let at = 200; at < 10_200; at += 10) if (bucket.take(at) === undefined) taken += 1;
  expect(taken).toBeGreaterThanOrEqual(99);
  expect(taken).toBeLessThanOrEqual(101);
});

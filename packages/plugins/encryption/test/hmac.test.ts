import { createHmac, randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { hmacSha256 } from "../src/index.ts";

it("returns what createHmac returns, for messages of every length, as text and as bytes", () => {
  for (const keyBytes of [1, 32, 64]) {
    const key = randomBytes(keyBytes);
    const mac = hmacSha256(key);
    for (const length of [0, 1, 55, 64, 341, 342, 1_024, 5_000]) {
      for (const message of ["x".repeat(length), "é😀".repeat(length), randomBytes(length)]) {
        for (const encoding of ["base64url", "binary"] as const) {
          const expected = createHmac("sha256", key).update(message).digest(encoding);
          expect(mac(message, encoding)).toBe(expected);
        }
      }
    }
  }
});

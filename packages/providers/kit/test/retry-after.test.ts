import { expect, it } from "vitest";
import { retryAfterMs } from "../src/index.ts";

const now = Date.parse("2026-11-24T10:00:00Z");

it.each([
  { value: "7", ms: 7_000 },
  { value: " 0 ", ms: 0 },
  { value: "0.5", ms: 500 },
  { value: ["3", "9"], ms: 3_000 },
  { value: "Tue, 24 Nov 2026 10:00:30 GMT", ms: 30_000 },
  { value: "Tuesday, 24-Nov-26 10:00:30 GMT", ms: 30_000 },
  { value: "Tue, 24 Nov 2026 09:00:00 GMT", ms: 0 },
  { value: "99999999999", ms: 86_400_000 },
  { value: "-5", ms: undefined },
  { value: "soon", ms: undefined },
  { value: "Soon, maybe", ms: undefined },
  { value: "", ms: undefined },
  { value: undefined, ms: undefined },
])("parses $value as $ms", ({ value, ms }) => {
  expect(retryAfterMs(value, now)).toBe(ms);
});

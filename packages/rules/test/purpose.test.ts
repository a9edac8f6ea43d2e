import { expect, it } from "vitest";
import { concerns } from "../src/index.ts";

it.each([
  { purpose: "", concerned: true },
  { purpose: "service", concerned: true },
  { purpose: "marketing", concerned: false },
  { purpose: "SERVICE", concerned: false },
])("compares the purpose '$purpose' of a suppression with the purpose of messages", ({ purpose, concerned }) => {
  expect(concerns(purpose)).toBe(concerned);
});

import { describe, expect, it } from "vitest";
import { refuseUnexpected } from "../../src/enroll/refuse-campaign.ts";

const totals = { rows: 1_000, enrolled: 980, refused: 10 };

describe("what a campaign expects of its audience", () => {
  it.each([
    { expected: { min: 981 } },
    { expected: { max: 979 } },
    { expected: { refused: "0.9%" } },
    { expected: { min: 1, max: 2_000, refused: "0%" } },
  ])("refuses 980 recipients with 10 refused rows under $expected", ({ expected }) => {
    const check = () => refuseUnexpected(expected, totals);
    expect(check).toThrow(expect.objectContaining({ code: "audience/unexpected" }));
  });

  it.each([{ expected: undefined }, { expected: {} }, { expected: { min: 980, max: 980, refused: "1%" } }])(
    "lets 980 recipients with 10 refused rows pass under $expected",
    ({ expected }) => {
      expect(() => refuseUnexpected(expected, totals)).not.toThrow();
    },
  );
});

import { describe, expect, it } from "vitest";
import { refuseUnexpected } from "../../src/enroll/refuse-campaign.ts";

describe("what a campaign expects of its audience", () => {
  it.each(["981+", "1-979"])("refuses 980 recipients under %s", (expected) => {
    const check = () => refuseUnexpected(expected, 980);
    expect(check).toThrow(expect.objectContaining({ code: "audience/unexpected" }));
  });

  it.each([undefined, "0+", "980-980"])("lets 980 recipients pass under %s", (expected) => {
    expect(() => refuseUnexpected(expected, 980)).not.toThrow();
  });
});

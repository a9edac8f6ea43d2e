import type { Audience } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { refuseUnexpected } from "../../src/enroll/refuse-campaign.ts";

describe("the expected size of an audience", () => {
  it.each<readonly [number, Audience | undefined]>([
    [980, { expect: "981+" }],
    [980, { expect: "1-979" }],
    [0, undefined],
    [0, { mode: "closed" }],
    [0, { mode: "open", expect: "1+" }],
  ])("refuses %i recipients under %j", (recipients, audience) => {
    const check = () => refuseUnexpected(audience, recipients);
    expect(check).toThrow(expect.objectContaining({ code: "audience/unexpected" }));
  });

  it.each<readonly [number, Audience | undefined]>([
    [980, undefined],
    [980, { expect: "0+" }],
    [980, { expect: "980-980" }],
    [0, { expect: "0+" }],
    [0, { mode: "open" }],
  ])("accepts %i recipients under %j", (recipients, audience) => {
    expect(() => refuseUnexpected(audience, recipients)).not.toThrow();
  });
});

import { describe, expect, it } from "vitest";
import { carrierRest } from "../../src/index.ts";
import { aPlan, HOUR, route, step } from "../support/plans.ts";

const carries = { week: Array.from({ length: 7 }, () => [480, 1200]) };
const plan = aPlan({
  zone: "Europe/Paris",
  steps: [step("sms", { route: [route("sms.main", "telco", { carries })] }), step("email")],
});
const at = (text: string) => Date.parse(text);

describe("the hours in which a carrier delivers nothing", () => {
  it("are all periods outside its hours, within the requested range", () => {
    const asked = { from: at("2026-11-26T18:00Z"), to: at("2026-11-28T00:00Z") };
    expect(carrierRest(plan, "sms.main", asked)).toEqual([
      { from: at("2026-11-26T19:00Z"), to: at("2026-11-27T07:00Z") },
      { from: at("2026-11-27T19:00Z"), to: at("2026-11-28T00:00Z") },
    ]);
  });

  it("are empty within its hours, and for a carrier without hours", () => {
    const from = at("2026-11-26T09:00Z");
    expect(carrierRest(plan, "sms.main", { from, to: from + HOUR })).toEqual([]);
    expect(carrierRest(plan, "email.main", { from, to: from + 24 * HOUR })).toEqual([]);
  });

  it("may begin before the requested range", () => {
    const asked = { from: at("2026-11-26T20:00Z"), to: at("2026-11-26T21:00Z") };
    expect(carrierRest(plan, "sms.main", asked)).toEqual([asked]);
  });
});

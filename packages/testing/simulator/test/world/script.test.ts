import { describe, expect, it } from "vitest";
import { createScript } from "../../src/world/script.ts";

describe("a script", () => {
  it("has no fault by default", () => {
    expect(createScript().weather("sms.main", 0)).toMatchObject({ loss: 0, receipts: 1, slower: 1 });
  });

  it("affects one provider, from the start of the fault until its end", () => {
    const script = createScript([{ provider: "sms.main", from: 10, until: 20, loss: 0.26 }]);
    expect([9, 10, 19, 20].map((now) => script.weather("sms.main", now).loss)).toEqual([0, 0.26, 0.26, 0]);
    expect(script.weather("sms.second", 15).loss).toBe(0);
  });

  it("applies the worst of overlapping faults, and multiplies slowness", () => {
    const script = createScript([
      { provider: "sms.main", loss: 0.1, slower: 2, receipts: 0.5 },
      { provider: "sms.main", loss: 0.3, slower: 3 },
    ]);
    expect(script.weather("sms.main", 0)).toMatchObject({ loss: 0.3, slower: 6, receipts: 0.5 });
  });

  it("accepts faults while it runs, and ends them early", () => {
    const script = createScript();
    const end = script.add({ provider: "push.web", unavailable: 1 });
    expect(script.weather("push.web", 0).unavailable).toBe(1);
    end();
    expect(script.weather("push.web", 0).unavailable).toBe(0);
  });
});

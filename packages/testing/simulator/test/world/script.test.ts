import { describe, expect, it } from "vitest";
import { createScript } from "../../src/world/script.ts";

describe("script", () => {
  it("is fair weather where nothing is written", () => {
    expect(createScript().weather("sms.main", 0)).toMatchObject({ loss: 0, receipts: 1, slower: 1 });
  });

  it("strikes one provider, from its first instant until the first that is well again", () => {
    const script = createScript([{ provider: "sms.main", from: 10, until: 20, loss: 0.26 }]);
    expect([9, 10, 19, 20].map((now) => script.weather("sms.main", now).loss)).toEqual([0, 0.26, 0.26, 0]);
    expect(script.weather("sms.second", 15).loss).toBe(0);
  });

  it("lets the worst of overlapping faults count, and slowness multiply", () => {
    const script = createScript([
      { provider: "sms.main", loss: 0.1, slower: 2, receipts: 0.5 },
      { provider: "sms.main", loss: 0.3, slower: 3 },
    ]);
    expect(script.weather("sms.main", 0)).toMatchObject({ loss: 0.3, slower: 6, receipts: 0.5 });
  });

  it("takes faults while it runs, and ends them early", () => {
    const script = createScript();
    const end = script.add({ provider: "push.web", unavailable: 1 });
    expect(script.weather("push.web", 0).unavailable).toBe(1);
    end();
    expect(script.weather("push.web", 0).unavailable).toBe(0);
  });
});

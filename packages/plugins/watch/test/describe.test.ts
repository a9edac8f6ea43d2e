import { describe, expect, it } from "vitest";
import type { ProviderVerdict } from "../src/judge/judge-campaign.ts";
import { describeFact, listFigures } from "../src/respond/describe.ts";

const loss = (likeliest: number) => ({ likeliest, atLeast: likeliest - 0.1, atMost: 1, slowness: 1 });
const name = (destination?: string) => ({ channel: "sms" as const, provider: "sms.main", destination });
const whole = {
  kind: "confirmed-loss",
  level: "pause",
  accepted: 800,
  receipts: 600,
  loss: loss(0.25),
} as const;
const destination = { kind: "confirmed-loss", level: "pause", accepted: 200, receipts: 0, loss: loss(1) } as const;
const verdict = { provider: "sms.main", alarm: "pause", verdict: whole, worst: destination } as const;

describe("the finding of an incident", () => {
  it("names the destination of its figures, if no other destination is known to be healthy", () => {
    const seen = { ...verdict, guilty: [name()], told: { name: name("+3361"), verdict: destination } };
    expect(describeFact(seen as ProviderVerdict)).toBe(
      "sms.main to +3361 loses about 100 % of its messages (90 % to 100 %): 0 of 200 messages have a receipt",
    );
    expect(listFigures(seen as ProviderVerdict)).toMatchObject({ accepted: 200, receipts: 0 });
  });

  it("states the figures of the faulty destination, not of its more certain provider", () => {
    const seen = {
      ...verdict,
      worst: whole,
      guilty: [name("+3361")],
      told: { name: name("+3361"), verdict: destination },
    };
    expect(describeFact(seen as ProviderVerdict)).toContain("sms.main to +3361 loses about 100 %");
    expect(listFigures(seen as ProviderVerdict)).toMatchObject({ accepted: 200 });
  });

  it("names the whole provider if the fault was found there", () => {
    const seen = { ...verdict, worst: whole, guilty: [name()], told: { name: name(), verdict: whole } };
    expect(describeFact(seen as ProviderVerdict)).toContain("sms.main loses about 25 % of its messages");
  });

  it("states only the upper bound of a loss that may be zero", () => {
    const seen = { ...whole, loss: { ...loss(0.24), atLeast: 0.002, atMost: 0.34 } };
    const said = describeFact({
      ...verdict,
      worst: seen,
      guilty: [name()],
      told: { name: name(), verdict: seen },
    } as ProviderVerdict);
    expect(said).toBe("sms.main loses about 24 % of its messages (at most 34 %): 600 of 800 messages have a receipt");
  });

  it("states that a silence has ended, that a loss shows none, and what recipients prove", () => {
    const green = { ...whole, kind: "green", level: "none", receipts: 780 } as const;
    const seen = (more: object) => ({
      ...verdict,
      alarm: "none",
      guilty: [],
      verdict: green,
      worst: { ...green, ...more },
    });
    const said = (more: object, open: "loss" | "stall") => describeFact(seen(more) as ProviderVerdict, open);
    expect(said({}, "stall")).toBe("sms.main answers again: 780 of 800 messages have a receipt");
    expect(said({}, "loss")).toBe("sms.main shows no loss any more: 780 of 800 messages have a receipt");
    const proven = { messages: 60, receipts: 36, all: { messages: 800, receipts: 480 }, due: 1 };
    expect(said({ receipts: 480, proven }, "loss")).toBe(
      "sms.main reports less than it delivers: 480 of 800 messages have a receipt, and 36 of 60 that recipients answered",
    );
  });

  it("leaves open whether an unknown provider loses the unreported messages, and names the option", () => {
    const seen = { ...whole, kind: "stall", level: "warn", isUnknown: true } as const;
    const told = { name: name(), verdict: seen };
    expect(describeFact({ ...verdict, guilty: [], worst: seen, told } as ProviderVerdict)).toBe(
      "sms.main has reported only a part of its messages since the first one: 600 of 800 messages have a receipt. Whether it loses the others is unknown. If the provider never reports more, configure usual.share of sms.main for the watch",
    );
  });

  it("distinguishes silence from slowness", () => {
    const stall = (slowness: number) => {
      const seen = { ...whole, kind: "stall", loss: { ...loss(0.2), slowness } } as const;
      return describeFact({
        ...verdict,
        guilty: [],
        worst: seen,
        told: { name: name(), verdict: seen },
      } as ProviderVerdict);
    };
    expect(stall(1)).toBe("sms.main has stopped answering: 600 of 800 messages have a receipt");
    expect(stall(6)).toContain("sms.main answers 6.0 times slower than usual");
  });
});

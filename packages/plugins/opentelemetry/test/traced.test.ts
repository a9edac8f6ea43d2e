import { context, TraceFlags, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import type { Provider, ReceiptReader } from "@relance/spec";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attemptContext } from "../src/contexts.ts";
import { traced } from "../src/index.ts";

const signal = new AbortController().signal;
const MESSAGE = { channel: "sms", attemptId: "k1", to: "+33639980001", content: { text: "hello" } } as const;

/** A provider as a class, with a secret that only its own methods may read. */
class Counting implements Provider<"sms"> {
  readonly kind = "counting";
  readonly channel = "sms";
  readonly vendor = "nobody";
  readonly capabilities = { receipts: true, replies: false };
  #sent = 0;

  async send(): Promise<{ ref: string }> {
    this.#sent += 1;
    return { ref: `${this.#sent} ${trace.getSpanContext(context.active())?.traceId ?? "no trace"}` };
  }

  async probe(): Promise<void> {
    if (this.#sent === 0) throw new Error("nothing was sent");
  }

  readonly receipts: ReceiptReader = {
    proof: "signed-url",
    parse: () => [{ type: "receipt", kind: "delivered", quality: "carrier" }],
  };
}

const flagsOf = (attemptId: string, share: number) =>
  trace.getSpanContext(attemptContext(attemptId, share))?.traceFlags;

describe("a traced provider", () => {
  const manager = new AsyncLocalStorageContextManager();
  beforeAll(() => void context.setGlobalContextManager(manager.enable()));
  afterAll(() => context.disable());

  it("is the same provider, its own secrets and all that it can do included", async () => {
    const plain = new Counting();
    const provider = traced(plain);
    const { attemptId } = MESSAGE;
    const traceId = trace.getSpanContext(attemptContext(attemptId, 1))?.traceId;
    expect(await provider.send(MESSAGE, { signal })).toEqual({ ref: `1 ${traceId}` });
    await provider.probe?.({ signal });
    expect(provider).toMatchObject({ kind: "counting", vendor: "nobody", capabilities: plain.capabilities });
    expect(provider.lookup).toBeUndefined();
    const request = {
      method: "POST",
      url: "https://n.example/r/sms.main?a=k1",
      headers: new Headers(),
      body: new Uint8Array(),
    };
    expect(await provider.receipts?.parse(request)).toHaveLength(1);
  });

  it("decides by the attempt alone which traces are kept, near the share that was asked for", () => {
    const ids = Array.from({ length: 4_000 }, (_, n) => `attempt-${n}`);
    const kept = ids.filter((id) => flagsOf(id, 0.1) === TraceFlags.SAMPLED);
    expect(kept.length).toBeGreaterThan(320);
    expect(kept.length).toBeLessThan(480);
    expect(kept.filter((id) => flagsOf(id, 0.1) === TraceFlags.SAMPLED)).toEqual(kept);
    expect(ids.every((id) => flagsOf(id, 1) === TraceFlags.SAMPLED)).toBe(true);
    expect(ids.some((id) => flagsOf(id, 0) === TraceFlags.SAMPLED)).toBe(false);
  });

  it.each([-0.1, 1.1, Number.NaN])("refuses a share of %s", (share) => {
    expect(() => traced(new Counting(), { share })).toThrow(RangeError);
  });
});

import { type Provider, ProviderError, type ProviderErrorInit } from "@relance/spec";
import type { VirtualProcess } from "../../src/index.ts";

/** The outcome of one send and its time in milliseconds since the start. */
export interface SentRequest {
  readonly via: string;
  readonly at: number;
  readonly isRefused: boolean;
}

/** Creates two carriers of different vendors. The first carrier refuses every message for a limited time. */
export function refusingCarriers(
  world: VirtualProcess,
  asked: SentRequest[],
  facts: {
    readonly refusedMs: number;
    readonly mainPerSecond: number;
    readonly secondPerSecond: number;
    readonly refusal: () => ProviderError;
  },
): { readonly main: Provider<"sms">; readonly second: Provider<"sms"> } {
  const startedAt = world.runtime.now();
  const carrier = (name: string, perSecond: number): Provider<"sms"> => ({
    kind: "a-carrier",
    channel: "sms",
    vendor: name,
    capabilities: { receipts: false, replies: false },
    concurrency: 8,
    perSecond,
    async send() {
      const at = world.runtime.now() - startedAt;
      const isRefused = name === "main" && at < facts.refusedMs;
      asked.push({ via: name, at, isRefused });
      await world.runtime.sleep(100);
      if (isRefused) throw facts.refusal();
      return { ref: `${name}-${asked.length}` };
    },
  });
  return { main: carrier("main", facts.mainPerSecond), second: carrier("second", facts.secondPerSecond) };
}

/** Returns the error with which the first carrier refuses. */
export function refusal(
  code: "provider/unauthorized" | "provider/rate-limited",
  init: Omit<ProviderErrorInit, "provider" | "outcome">,
): ProviderError {
  return new ProviderError(code, "it said so", { provider: "sms.main", outcome: "not-sent", ...init });
}

import { type Provider, ProviderError, type ProviderErrorInit } from "@relance/spec";
import type { VirtualProcess } from "../../src/index.ts";

/** The result of one send, and its time in milliseconds from the beginning. */
export interface Asked {
  readonly via: string;
  readonly at: number;
  readonly isRefused: boolean;
}

/** Two carriers of different vendors; the first carrier refuses every message for a while. */
export function refusingCarriers(
  world: VirtualProcess,
  asked: Asked[],
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

/** The first carrier's refusal. */
export function refusal(
  code: "provider/unauthorized" | "provider/rate-limited",
  init: Omit<ProviderErrorInit, "provider" | "outcome">,
): ProviderError {
  return new ProviderError(code, "it said so", { provider: "sms.main", outcome: "not-sent", ...init });
}

import type { Message, Provider, RecordItem } from "@relance/spec";
import type { EmbeddedStore } from "@relance/store-sqlite/embedded";
import type { VirtualProcess } from "../../src/index.ts";

export interface ReportingCarrier {
  readonly provider: Provider<"sms">;
  readonly sent: readonly string[];
}

/** Receipts within this many milliseconds arrive in one request. */
const TOGETHER_MS = 250;

/** Usual latency of the carrier's reports. */
export const USUAL = { medianMs: 4_000, sigma: 0.7 };

/** Returns number `nth` of a fixed series of normally distributed numbers (Box-Muller). */
function normal(nth: number): number {
  const [a, b] = [12.9898, 78.233].map((factor) => Math.abs(Math.sin(nth * factor) * 43_758.5453) % 1);
  return Math.sqrt(-2 * Math.log(1 - (a ?? 0) * 0.999_999)) * Math.cos(2 * Math.PI * (b ?? 0));
}

/** Creates a carrier that reports a delivery after seconds, or never for messages that the test selects. */
export function reportingCarrier(
  process: VirtualProcess,
  providerName: string,
  facts: {
    readonly store: () => EmbeddedStore;
    readonly loses: (to: string, nth: number) => boolean;
    /** Returns whether the carrier reports a message as undelivered. @default none */
    readonly fails?: ((to: string) => boolean) | undefined;
    readonly slowness?: ((now: number) => number) | undefined;
    /** When a ready receipt arrives. @default immediately */
    readonly lastReportAt?: ((readyAt: number) => number) | undefined;
    /** Milliseconds by which the carrier's clock is ahead. @default 0 */
    readonly aheadMs?: number | undefined;
  },
): ReportingCarrier {
  const sent: string[] = [];
  let ready: RecordItem[] = [];
  const provider: Provider<"sms"> = {
    kind: "carrier",
    channel: "sms",
    vendor: providerName,
    capabilities: { receipts: true, replies: true },
    async send(message) {
      sent.push(message.to);
      const nth = sent.length;
      if (!facts.loses(message.to, nth)) void report(message, nth);
      return { ref: `ref-${message.attemptId}` };
    },
  };

  async function report({ attemptId, to }: Pick<Message<"sms">, "attemptId" | "to">, nth: number): Promise<void> {
    const slowness = facts.slowness?.(process.runtime.now()) ?? 1;
    await process.runtime.sleep(USUAL.medianMs * Math.exp(USUAL.sigma * normal(nth)) * slowness);
    const now = process.runtime.now();
    await process.runtime.sleep((facts.lastReportAt?.(now) ?? now) - now);
    const occurredAt = now + (facts.aheadMs ?? 0);
    const kind = facts.fails?.(to) === true ? "undelivered" : "delivered";
    const item = { type: "receipt", kind, quality: "handset", attemptId, occurredAt } as const;
    ready.push({ provider: providerName, item });
    if (ready.length > 1) return; // a request for the ready receipts is already scheduled
    await process.runtime.sleep(TOGETHER_MS);
    const heard = ready;
    ready = [];
    await facts.store().record(heard);
  }

  return { provider, sent };
}

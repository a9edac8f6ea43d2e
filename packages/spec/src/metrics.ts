import type { Channel } from "./channel/channels.ts";
import type { Health } from "./gateway-port.ts";
import type { Ledger } from "./store/read.ts";
import type { Store } from "./store/store.ts";
import type { AttemptOutcome } from "./store/work.ts";

/** What of a gateway is read for metrics: counts and incidents, and nothing about single people. */
export interface MeasuredGateway {
  health(): Promise<Health>;
  /** Of all campaigns, those of canaries left out. */
  ledgers(): Promise<readonly Ledger[]>;
  /** Requests, and calls of `send()`, that this process refused at its door since it began, by error code. */
  readonly refused: ReadonlyMap<string, number>;
  readonly store: Pick<Store, "bins" | "incidents" | "now" | "queues" | "workers">;
}

/** One call of a provider. */
export interface SendTook {
  /** Provider, such as `sms.main`. */
  readonly provider: string;
  readonly channel: Channel;
  readonly vendor: string;
  readonly outcome: AttemptOutcome["kind"];
  /** Our code, such as `provider/timeout`; absent = there was no error. */
  readonly errorCode?: string | undefined;
  /** In milliseconds. */
  readonly ms: number;
}

/** The first final receipt of a message. */
export interface ReceiptTook {
  readonly provider: string;
  readonly channel: Channel;
  readonly vendor: string;
  readonly outcome: "delivered" | "undelivered";
  /** From the moment at which the provider accepted the message, in milliseconds. */
  readonly ms: number;
}

/** One message that leaves. */
export interface StepTook {
  readonly campaign: string;
  readonly tenant: string;
  /** From 1. */
  readonly step: number;
  readonly provider: string;
  /** From the moment at which it was due, in milliseconds. */
  readonly ms: number;
}

/** One letter to a system of the caller's, with its quick repeats. */
export interface WebhookTook {
  /** Its name in the configuration. */
  readonly to: string;
  /** Absent = it was taken. */
  readonly errorCode?: string | undefined;
  /** In milliseconds. */
  readonly ms: number;
}

/** Where a gateway tells its numbers, such as `openTelemetryMetrics()`. None of these throws. */
export interface Meters {
  /** Called when a gateway opens. Returns how to let go of it. */
  open(gateway: MeasuredGateway): () => void;
  send(took: SendTook): void;
  receipt(took: ReceiptTook): void;
  step(took: StepTook): void;
  webhook(took: WebhookTook): void;
}

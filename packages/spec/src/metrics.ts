import type { Channel } from "./channel/channels.ts";
import type { Health } from "./gateway-port.ts";
import type { Ledger } from "./store/read.ts";
import type { Store } from "./store/store.ts";
import type { AttemptOutcome } from "./store/work.ts";

/** The part of a gateway that metrics read: counts and incidents, no recipients. */
export interface MeasuredGateway {
  health(): Promise<Health>;
  /** Returns the ledgers of all campaigns without test contacts. */
  ledgers(): Promise<readonly Ledger[]>;
  /** Requests and calls of `send()` that this process refused since its start, by error code. */
  readonly refused: ReadonlyMap<string, number>;
  readonly store: Pick<Store, "bins" | "incidents" | "now" | "queues" | "workers">;
}

export interface SendTook {
  readonly provider: string;
  readonly channel: Channel;
  readonly vendor: string;
  readonly outcome: AttemptOutcome["kind"];
  /** Our code, such as `provider/timeout`; absent if there was no error. */
  readonly errorCode?: string | undefined;
  readonly ms: number;
}

/** The first final receipt of a message. */
export interface ReceiptTook {
  readonly provider: string;
  readonly channel: Channel;
  readonly vendor: string;
  readonly outcome: "delivered" | "undelivered";
  /** Time from the provider's acceptance to the receipt, in milliseconds. */
  readonly ms: number;
}

export interface StepTook {
  readonly campaign: string;
  readonly tenant: string;
  /** From 1. */
  readonly step: number;
  readonly provider: string;
  /** Time from the message's due time until it was sent, in milliseconds. */
  readonly ms: number;
}

/** One webhook request to the caller's system, including its quick repeats. */
export interface WebhookTook {
  /** The system's name in the configuration. */
  readonly to: string;
  /** Why the request failed; absent if the system accepted the request. */
  readonly errorCode?: string | undefined;
  readonly ms: number;
}

/** Receives a gateway's metrics, as `openTelemetry()` does. None of the functions may throw. */
export interface Meters {
  /** Called when a gateway opens. Returns a function that releases the gateway. */
  open(gateway: MeasuredGateway): () => void;
  send(took: SendTook): void;
  receipt(took: ReceiptTook): void;
  step(took: StepTook): void;
  webhook(took: WebhookTook): void;
}

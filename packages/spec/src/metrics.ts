import type { Channel } from "./channel/channels.ts";
import type { Health } from "./gateway-port.ts";
import type { Ledger } from "./store/read.ts";
import type { Store } from "./store/store.ts";
import type { AttemptOutcome } from "./store/work.ts";

export interface MeasuredGateway {
  health(): Promise<Health>;
  /** Returns the ledgers of all campaigns, without test contacts. */
  ledgers(): Promise<readonly Ledger[]>;
  /** Requests and calls of `send()` that this process refused since its start, by error code. */
  readonly refused: ReadonlyMap<string, number>;
  readonly store: Pick<Store, "incidents" | "queues" | "workers">;
}

export interface SendTook {
  readonly provider: string;
  readonly channel: Channel;
  readonly vendor: string;
  readonly outcome: AttemptOutcome["kind"];
  readonly errorCode?: string | undefined;
  readonly ms: number;
}

export interface ReceiptTook extends Pick<SendTook, "provider" | "channel" | "vendor"> {
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

export interface WebhookTook {
  readonly to: string;
  readonly errorCode?: string | undefined;
  readonly ms: number;
}

/** Receives a gateway's metrics, as `openTelemetry()` does. The functions must not throw. */
export interface Meters {
  /** Called when a gateway opens. Returns a function that is called when the gateway closes. */
  open(gateway: MeasuredGateway): () => void;
  send(took: SendTook): void;
  receipt(took: ReceiptTook): void;
  step(took: StepTook): void;
  webhook(took: WebhookTook): void;
}

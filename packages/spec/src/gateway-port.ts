import type { ConfirmationText } from "./campaign.ts";
import type { RelanceEvent } from "./event.ts";
import type { InboundItem, SignalItem } from "./inbound.ts";
import type { PlanEffect } from "./plan.ts";
import type { Provider } from "./provider.ts";
import type { EnrollmentState } from "./states.ts";
import type { RecordAnswer } from "./store/inbound.ts";

/** An answer on the page, and what it does. */
export interface OfferedAnswer {
  readonly name: string;
  readonly effect: PlanEffect["do"];
}

/** What the acknowledgement page shows about one enrollment. */
export interface ConfirmationView extends ConfirmationText {
  readonly enrollment: number;
  readonly state: EnrollmentState;
  /** Answers offered, in the campaign's order. */
  readonly answers: readonly OfferedAnswer[];
  /** What the recipient chose last, if anything. */
  readonly answer: string | undefined;
  readonly deadline: Date;
  readonly timezone: string | undefined;
  readonly locale: string | undefined;
  /** The deadline is over: an answer is recorded as late. */
  readonly late: boolean;
  /** The campaign asks a question; absent = it does not, or has no right answer for this recipient. */
  readonly factor?: { readonly triesLeft: number; readonly isWrong: boolean } | undefined;
}

/** One acknowledgement through the API. */
export interface AcknowledgeEvent {
  readonly key: string;
  /** The campaign's `acknowledge.on`. */
  readonly on?: string | undefined;
  readonly occurredAt?: Date | undefined;
  /** Idempotency; absent = (key, on, occurredAt). What takes an event back may bear its id. */
  readonly id?: string | undefined;
  /** @default "done" */
  readonly answer?: string | undefined;
  /** Takes it back. @default false */
  readonly revoke?: boolean | undefined;
  readonly tenant?: string | undefined;
}

/**
 * What became of one event. `waiting`: no recipient of its key is enrolled yet; with a code where no campaign of the tenant
 * has its `on` or its answer. `refused`: with a code.
 */
export interface AcknowledgeResult {
  readonly status: "recorded" | "duplicate" | "late" | "too-weak" | "waiting" | "refused";
  readonly code?: string | undefined;
}

/**
 * What the HTTP edge needs of a gateway. `webhooks` and `console` know nothing else of the engine.
 */
export interface GatewayPort {
  /** Asked before anything is taken or shown; rejects while this store cannot or must not be worked on. */
  readonly ready?: (() => Promise<void>) | undefined;
  /** With the mount path, without a trailing slash. */
  readonly publicUrl: string;
  /** Bearer tokens that may call the API; none = the API is off. */
  readonly apiTokens: readonly string[];
  /** Providers in the order of the configuration. */
  provider(providerName: string): Provider | undefined;
  /** True when `signature` was made by us for a callback of this attempt at this provider. */
  verifyCallback(provider: string, attemptId: string, signature: string): boolean;
  /** Commits, then answers. @throws {WebhookError} `webhook/overloaded` */
  record(provider: string, items: readonly InboundItem[], raw: Uint8Array): Promise<readonly RecordAnswer[]>;
  /**
   * The enrollment behind an acknowledgement token; unknown and foreign tokens alike give `undefined`.
   * @throws {WebhookError} `webhook/gone` for a link of ours whose time is over (`retention.links`)
   */
  confirmation(token: string): Promise<ConfirmationView | undefined>;
  /**
   * A person pressed: recorded before this returns. `factor` is what they wrote under the campaign's question.
   * @throws {WebhookError} `webhook/gone`
   */
  answer(
    token: string,
    answer: string,
    shown: { readonly hash: string; readonly locale: string; readonly label: string },
    factor?: string | undefined,
  ): Promise<{ readonly status: AcknowledgeResult["status"]; readonly confirmation: ConfirmationView } | undefined>;
  /** Keeps a hint about the enrollment behind an acknowledgement token; never decisive. Unknown tokens: nothing. */
  signal(token: string, signal: Pick<SignalItem, "kind" | "detail">): Promise<void>;
  /** RFC 8058: the contact behind an opt-out token is suppressed; false for an unknown token. */
  optOut(token: string): Promise<boolean>;
  /** Our own letter to our public address has arrived: kept before this returns; false for a token that is not ours. */
  heardOurselves(token: string): Promise<boolean>;
  acknowledge(events: readonly AcknowledgeEvent[]): Promise<readonly AcknowledgeResult[]>;
  events(
    cursor: string | undefined,
    limit: number,
  ): Promise<{ readonly events: readonly RelanceEvent[]; readonly cursor: string }>;
  health(): Promise<Health>;
  /** Counts what was refused at the door, by code. */
  refused(code: string): void;
}

/** Whether the engine does its work, for load balancers and recipients. */
export interface Health {
  readonly ok: boolean;
  readonly store: "ok" | "failing";
  readonly worker: "running" | "standby" | "stopped";
  readonly auditor: "green" | "red" | "unknown";
  readonly findings: readonly string[];
  readonly openGaps: number;
}

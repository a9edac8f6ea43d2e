import type { ConfirmationText } from "./campaign.ts";
import type { RelanceEvent } from "./event.ts";
import type { InboundItem, Shown, SignalItem } from "./inbound.ts";
import type { PlanEffect } from "./plan.ts";
import type { Provider } from "./provider.ts";
import type { EnrollmentState } from "./states.ts";
import type { AcknowledgeAnswer, RecordAnswer } from "./store/inbound.ts";

export interface OfferedAnswer {
  readonly name: string;
  readonly effect: PlanEffect["do"];
}

export interface ConfirmationView extends ConfirmationText {
  readonly enrollment: number;
  readonly state: EnrollmentState;
  readonly answers: readonly OfferedAnswer[];
  readonly answer: string | undefined;
  readonly deadline: Date;
  readonly timezone: string | undefined;
  readonly locale: string | undefined;
  readonly late: boolean;
  /** The campaign's question; absent if it has none, or if this recipient's right answer is unknown. */
  readonly factor?: { readonly triesLeft: number; readonly isWrong: boolean } | undefined;
}

export interface AcknowledgeEvent {
  readonly key: string;
  readonly on?: string | undefined;
  readonly occurredAt?: Date | undefined;
  /** Identifies repeats; if absent, the key, `on` and `occurredAt` do. A revocation may have the revoked event's id. */
  readonly id?: string | undefined;
  /** @default "done" */
  readonly answer?: string | undefined;
  /** Revokes the event. @default false */
  readonly revoke?: boolean | undefined;
  readonly tenant?: string | undefined;
}

/** `waiting`: no recipient with this key is enrolled yet. A `code` means that no campaign has this event or answer. */
export type AcknowledgeResult = Pick<AcknowledgeAnswer, "status" | "code">;

export interface GatewayPort {
  /** Must be called before a request is handled. The promise rejects if the store cannot or must not be used. */
  readonly ready?: (() => Promise<void>) | undefined;
  /** The gateway's public URL, with the mount path and without a trailing slash. */
  readonly publicUrl: string;
  /** Bearer tokens for the API. Without a token, the API is off. */
  readonly apiTokens: readonly string[];
  provider(providerName: string): Provider | undefined;
  /** Returns whether we made this `signature` for callbacks of the attempt at the provider. */
  verifyCallback(provider: string, attemptId: string, signature: string): boolean;
  /** Resolves after the items are committed. @throws {WebhookError} `webhook/overloaded` */
  record(provider: string, items: readonly InboundItem[], raw: Uint8Array): Promise<readonly RecordAnswer[]>;
  /** Returns `undefined` for a token that we did not sign. @throws {WebhookError} `webhook/gone` for an expired link */
  confirmation(token: string): Promise<ConfirmationView | undefined>;
  /** Resolves after the press is recorded. @throws {WebhookError} `webhook/gone` */
  answer(
    token: string,
    answer: string,
    shown: Shown,
    factor?: string | undefined,
  ): Promise<{ readonly status: AcknowledgeResult["status"]; readonly confirmation: ConfirmationView } | undefined>;
  /** Stores a signal about an acknowledgement token's enrollment. It changes no state. Ignores unknown tokens. */
  signal(token: string, signal: Pick<SignalItem, "kind" | "detail">): Promise<void>;
  /** Suppresses the contact of an opt-out token (RFC 8058); returns false for an unknown token. */
  optOut(token: string): Promise<boolean>;
  /** Records that our own test request arrived at our public URL; returns false for a token that we did not sign. */
  isOwnRequest(token: string): Promise<boolean>;
  acknowledge(events: readonly AcknowledgeEvent[]): Promise<readonly AcknowledgeResult[]>;
  events(
    cursor: string | undefined,
    limit: number,
  ): Promise<{ readonly events: readonly RelanceEvent[]; readonly cursor: string }>;
  /** Runs a plugin's command; `undefined` if it does not exist. @throws {ConfigError} `config/invalid` for its input */
  command(plugin: string, command: string, input: unknown): Promise<readonly unknown[] | undefined>;
  health(): Promise<Health>;
  refused(code: string): void;
}

export interface Health {
  readonly ok: boolean;
  readonly store: "ok" | "failing";
  readonly worker: "running" | "standby" | "stopped";
  readonly auditor: "green" | "red" | "unknown";
  readonly findings: readonly string[];
  readonly openGaps: number;
}

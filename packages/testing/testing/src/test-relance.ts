import type { CallerDb, CampaignTypes, InboundItem, Recipient } from "@relance/spec";
import type { CampaignHandle, Ledger, LoadedCampaign, Providers, Relance, StartOptions } from "relance";
import type { Behaviour, SentMessage } from "./recording-provider.ts";
import type { ToldEvent } from "./told.ts";
import type { VirtualTime } from "./virtual-time.ts";

export interface TestRelanceOptions {
  /** Seed that determines lost messages and the order of events. @default 1 */
  readonly seed?: number | undefined;
  /** Start of virtual time. @default 2013-08-01T08:00:00Z */
  readonly startAt?: Date | undefined;
}

/**
 * Your relance instance on a virtual clock, with the real engine, rules and store, and with providers that record
 * messages.
 */
export interface TestRelance<P extends Providers> extends AsyncDisposable {
  readonly gateway: Relance<P>;
  readonly time: VirtualTime;
  start<T extends CampaignTypes>(
    campaign: LoadedCampaign<T>,
    options?: StartOptions<T["row"]>,
  ): Promise<CampaignHandle<T["row"], T["answer"]>>;
  /** Advances campaign time, such as `advance("48h")`, within a moment of real time. */
  advance(duration: string | number): Promise<void>;
  /**
   * Returns the sent messages in order. `key` is the recipient's key or the idempotency key of a `send()`.
   * @throws {RangeError} if the provider is not configured or the key is not enrolled
   */
  sent(filter?: { readonly key?: string; readonly provider?: string }): readonly SentMessage[];
  /**
   * Returns the text of the last message to this recipient.
   * @throws {RangeError} if the recipient has no message
   */
  text(key: string): string;
  /**
   * Returns the acknowledgement link of the recipient's last message with a link.
   * @throws {RangeError} if no message has a link
   */
  link(key: string): string;
  /**
   * Opens the recipient's last link and presses a button. `factor` is what the recipient enters if the campaign asks a
   * question.
   * @param answer - the button to press, by default "done"
   * @throws {RangeError} like {@link link}, or if the campaign does not offer the answer
   */
  press(key: string, answer?: string, options?: { readonly factor?: string | undefined }): Promise<void>;
  /**
   * Returns one recipient, with all events, of the campaign that was started last.
   * @throws {RangeError} if the recipient is not enrolled
   */
  recipient(key: string): Promise<Recipient>;
  /**
   * Returns the events that outgoing webhooks delivered, in order.
   * @throws {RangeError} if the webhook is not configured or the key is not enrolled
   */
  told(filter?: { readonly webhook?: string; readonly key?: string }): readonly ToldEvent[];
  /** Runs a transaction of your application. Requests with `{ db }` take effect after `work`, unless `work` throws. */
  transaction<T>(work: (db: CallerDb) => Promise<T>): Promise<T>;
  /**
   * From this call on, a provider accepts all messages, but silently loses the share `lossShare` (0 to 1).
   * @throws {RangeError} if the provider is not configured or the share is invalid
   */
  lose(provider: string, lossShare: number): void;
  /**
   * Sets how a provider behaves from this call on.
   * @throws {RangeError} if the provider is not configured
   */
  behave(provider: string, behaviour: Behaviour | ((sent: SentMessage["message"]) => Behaviour)): void;
  /**
   * Reports an item from a provider's API, such as a receipt or a reply.
   * @throws {RangeError} if the provider is not configured
   */
  record(provider: string, item: InboundItem): Promise<void>;
  /** Returns the ledger of the campaign that was started last. */
  ledger(): Promise<Ledger>;
  close(): Promise<void>;
}

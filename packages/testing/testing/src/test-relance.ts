import type { CallerDb, CampaignTypes, InboundItem, Recipient } from "@relance/spec";
import type { CampaignHandle, Ledger, LoadedCampaign, Providers, Relance, StartOptions } from "relance";
import type { Behaviour, SentMessage } from "./recording-provider.ts";
import type { ToldEvent } from "./told.ts";
import type { VirtualTime } from "./virtual-time.ts";

export interface TestRelanceOptions {
  /** Determines which messages are lost, and the order of events. @default 1 */
  readonly seed?: number | undefined;
  /** Start of virtual time. @default 2013-08-01T08:00:00Z */
  readonly startAt?: Date | undefined;
}

/**
 * Your own relance instance on a virtual clock: the same engine, rules and store, with providers that record instead of
 * sending.
 */
export interface TestRelance<P extends Providers> extends AsyncDisposable {
  readonly gateway: Relance<P>;
  readonly time: VirtualTime;
  start<T extends CampaignTypes>(
    campaign: LoadedCampaign<T>,
    options?: StartOptions<T["row"]>,
  ): Promise<CampaignHandle<T["row"], T["answer"]>>;
  /** Advances campaign time: `advance("48h")` takes a moment of real time. */
  advance(duration: string | number): Promise<void>;
  /**
   * Returns sent messages in order. `key` is the recipient's key, or the idempotency key of a `send()`.
   * @throws {RangeError} for a provider that is not configured or a key that is not enrolled
   */
  sent(filter?: { readonly key?: string; readonly provider?: string }): readonly SentMessage[];
  /**
   * Returns the text of the last message to this recipient.
   * @throws {RangeError} if the recipient was sent nothing
   */
  text(key: string): string;
  /**
   * Returns the acknowledgement link of the last message to this recipient that has a link.
   * @throws {RangeError} if no message has a link
   */
  link(key: string): string;
  /**
   * Opens the recipient's last link as the recipient, and presses a button. `factor` is the recipient's answer to the
   * campaign's question. @param answer - the button to press, by default "done" @throws {RangeError} like {@link link},
   * and for an answer that the campaign does not offer
   */
  press(key: string, answer?: string, options?: { readonly factor?: string | undefined }): Promise<void>;
  /**
   * Returns one recipient of the campaign that was started last, with all events.
   * @throws {RangeError} for a recipient who is not enrolled
   */
  recipient(key: string): Promise<Recipient>;
  /**
   * Returns what outgoing webhooks delivered to your systems, in order.
   * @throws {RangeError} for a webhook that is not configured or a key that is not enrolled
   */
  told(filter?: { readonly webhook?: string; readonly key?: string }): readonly ToldEvent[];
  /**
   * Runs a transaction of your application: requests with `{ db }` take effect after `work`, and never if it throws.
   */
  transaction<T>(work: (db: CallerDb) => Promise<T>): Promise<T>;
  /**
   * Lets a provider accept and silently lose this share of its messages, 0 to 1, from now on.
   * @throws {RangeError} for a provider that is not configured or an invalid share
   */
  lose(provider: string, lossShare: number): void;
  /**
   * Sets how a provider behaves from now on.
   * @throws {RangeError} for a provider that is not configured
   */
  behave(provider: string, behaviour: Behaviour | ((sent: SentMessage["message"]) => Behaviour)): void;
  /**
   * Lets a provider's API report something by itself, such as a receipt or a reply.
   * @throws {RangeError} for a provider that is not configured
   */
  record(provider: string, item: InboundItem): Promise<void>;
  /** Returns the ledger of the campaign that was started last. */
  ledger(): Promise<Ledger>;
  close(): Promise<void>;
}

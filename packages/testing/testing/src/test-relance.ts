import type { CallerDb, CampaignTypes, InboundItem, Recipient } from "@relance/spec";
import type { CampaignHandle, Ledger, LoadedCampaign, Providers, Relance, StartOptions } from "relance";
import type { Behaviour, SentMessage } from "./recording-provider.ts";
import type { ToldEvent } from "./told.ts";
import type { VirtualTime } from "./virtual-time.ts";

export interface TestRelanceOptions {
  /** Determines which messages are lost, and the order of events. @default 1 */
  readonly seed?: number | undefined;
  /** First instant. @default 2013-08-01T08:00:00Z */
  readonly startAt?: Date | undefined;
}

/** Your own gateway on a virtual clock: the same engine, rules and store; providers record instead of sending. */
export interface TestRelance<P extends Providers> extends AsyncDisposable {
  readonly gateway: Relance<P>;
  readonly time: VirtualTime;
  start<T extends CampaignTypes>(
    campaign: LoadedCampaign<T>,
    options?: StartOptions<T["row"]>,
  ): Promise<CampaignHandle<T["row"], T["answer"]>>;
  /** Advances campaign time: `advance("48h")` takes a moment. */
  advance(duration: string | number): Promise<void>;
  /**
   * Sent messages, in order; `key` is the recipient's key, or the idempotency key of a `send()`.
   * @throws {RangeError} for a provider that is not configured, and a key that is not enrolled
   */
  sent(filter?: { readonly key?: string; readonly provider?: string }): readonly SentMessage[];
  /**
   * The text of the last message to this recipient.
   * @throws {RangeError} if nothing was sent to them
   */
  text(key: string): string;
  /**
   * The acknowledgement link of the last message to this recipient that has one.
   * @throws {RangeError} if none has
   */
  link(key: string): string;
  /**
   * The recipient opens that link and presses a button. `factor` is their answer to the campaign's question.
   * @param answer - by default "done"
   * @throws {RangeError} like {@link link}, and for an answer that the campaign does not offer
   */
  press(key: string, answer?: string, options?: { readonly factor?: string | undefined }): Promise<void>;
  /**
   * One recipient of the campaign started last, with all events.
   * @throws {RangeError} for a recipient who is not enrolled
   */
  recipient(key: string): Promise<Recipient>;
  /**
   * What outgoing webhooks delivered to your systems, in order.
   * @throws {RangeError} for a webhook that is not configured, and a key that is not enrolled
   */
  told(filter?: { readonly webhook?: string; readonly key?: string }): readonly ToldEvent[];
  /** A transaction of your application: requests with `{ db }` take effect after `work`, and never if it throws. */
  transaction<T>(work: (db: CallerDb) => Promise<T>): Promise<T>;
  /**
   * From now on, this share of a provider's messages, 0 to 1, is accepted and silently lost.
   * @throws {RangeError} for a provider that is not configured, and for another share
   */
  lose(provider: string, lossShare: number): void;
  /**
   * From now on, a provider behaves like this.
   * @throws {RangeError} for a provider that is not configured
   */
  behave(provider: string, behaviour: Behaviour | ((sent: SentMessage["message"]) => Behaviour)): void;
  /**
   * A provider's API reports something by itself, such as a receipt or a reply.
   * @throws {RangeError} for a provider that is not configured
   */
  record(provider: string, item: InboundItem): Promise<void>;
  /** The ledger of the campaign started last. */
  ledger(): Promise<Ledger>;
  close(): Promise<void>;
}

/** The ways a person can be reached in version 1. */
export type Channel = "sms" | "email" | "push";

/** Every channel, in the order of the bits that stores keep (see {@link ContactBits} in `@relance/rules`). */
export const CHANNELS: readonly Channel[] = ["sms", "email", "push"];

/** The subscription a browser hands out, as `PushSubscription.toJSON()` writes it (W3C Push API). */
export interface PushSubscriptionLike {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** An address of one channel: E.164 for SMS, a mailbox for email, a subscription for push. */
export type AddressOf<C extends Channel> = C extends "push" ? PushSubscriptionLike : string;

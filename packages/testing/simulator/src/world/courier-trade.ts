import type { Quality } from "@relance/spec";

export interface CourierTrade {
  readonly quality: Quality;
  /**
   * Who reports on messages: the carrier (transit and failures), the device (arrival and reading), the mail server
   * (bounces only), or `nobody`.
   */
  readonly speaks: "carrier" | "device" | "bounces" | "nobody";
  /** Refuses an address for a reason that only this channel has, such as an opt-out list. */
  readonly refuses?: (address: string) => "unknown-address" | "opted-out" | undefined;
  readonly reply?: (from: string, to: string | undefined, text: string) => void;
  /** Lets scanners open the links before the recipient reads the message. */
  readonly inspect?: (identity: string, links: readonly string[]) => void;
}

import type { Quality } from "@relance/spec";

export interface CourierTrade {
  readonly quality: Quality;
  /**
   * Who reports: the carrier (transit and failures), the device (arrival and reading), the mail server (bounces only),
   * or `nobody`.
   */
  readonly speaks: "carrier" | "device" | "bounces" | "nobody";
  /** Refusals of this channel only, such as those of an opt-out list. */
  readonly refuses?: (address: string) => "unknown-address" | "opted-out" | undefined;
  readonly reply?: (from: string, to: string | undefined, text: string) => void;
  /** Scanners that open a letter before its reader does. */
  readonly inspect?: (identity: string, links: readonly string[]) => void;
}

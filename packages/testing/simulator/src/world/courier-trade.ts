import type { Quality } from "@relance/spec";

/** What a channel adds to the common courier. */
export interface CourierTrade {
  /** Who vouches for an arrival. */
  readonly quality: Quality;
  /**
   * Who speaks: the carrier, of the way and of failures; the device, of arrival and reading; a mail server, of bounces
   * alone; or no one.
   */
  readonly speaks: "carrier" | "device" | "bounces" | "nobody";
  /** Its own door, such as an opt-out list. */
  readonly refuses?: (address: string) => "unknown-address" | "opted-out" | undefined;
  /** How a reader answers in the same channel. */
  readonly reply?: (from: string, to: string | undefined, text: string) => void;
  /** Machines that look at a letter before its reader does. */
  readonly inspect?: (identity: string, links: readonly string[]) => void;
}

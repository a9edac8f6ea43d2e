import type { Quality } from "@relance/spec";

/** The channel-specific part of a courier. */
export interface CourierTrade {
  /** The source of arrival reports. */
  readonly quality: Quality;
  /**
   * Who reports: the carrier, about transit and failures; the device, about arrival and reading; a mail server, about
   * bounces only; or nothing reports.
   */
  readonly speaks: "carrier" | "device" | "bounces" | "nobody";
  /** The channel's own refusals, such as an opt-out list. */
  readonly refuses?: (address: string) => "unknown-address" | "opted-out" | undefined;
  /** How a reader replies in the same channel. */
  readonly reply?: (from: string, to: string | undefined, text: string) => void;
  /** Machines that open a letter before its reader does. */
  readonly inspect?: (identity: string, links: readonly string[]) => void;
}

import type { PageTextsOverride } from "./page/page-texts.ts";

/** What can be set about the HTTP edge. Everything has a safe default. */
export interface HandlerOptions {
  /** Largest body of a receipt or a reply, in bytes. @default 262_144 */
  readonly maxReportBytes?: number | undefined;
  /**
   * Texts of the pages by language tag, laid over the built-in English and French ones. A further language starts
   * from English, so that a missing text is never an empty one.
   */
  readonly texts?: Readonly<Record<string, PageTextsOverride>> | undefined;
  /** The language of a page when neither the person's row nor the browser names one that exists. @default "en" */
  readonly locale?: string | undefined;
  /** Requests a minute for one link; more are answered 429. @default 60 */
  readonly perTokenAMinute?: number | undefined;
  /**
   * Unknown links a minute from one client address; more are answered 429. Only misses count, because thousands of
   * phones of one carrier may share an address. In force only with {@link clientAddress}. @default 60
   */
  readonly missesPerAddressAMinute?: number | undefined;
  /**
   * The address of the client, from whatever your proxy guarantees. Absent, or `undefined` for a request = no limit
   * per address. Without a proxy, {@link socketAddress} is right.
   */
  readonly clientAddress?: ((request: Request) => string | undefined) | undefined;
  /** Hears of faults that are not the sender's: the store failing, a provider's reader throwing. For your log. */
  readonly onError?: ((error: unknown) => void) | undefined;
  /**
   * A press sooner than this after its page was served is not recorded: the person reads so, and presses once more.
   * Mail scanners that press buttons do it within the first moment. In milliseconds; 0 = no press is too soon, for
   * tests whose people act at once. @default 1_000
   */
  readonly pressAfterMs?: number | undefined;
  /**
   * Milliseconds since 1970, for the rate limits and for {@link pressAfterMs}; must not jump. @default the clock at the
   * start of the process, and its steady time since
   */
  readonly now?: (() => number) | undefined;
}

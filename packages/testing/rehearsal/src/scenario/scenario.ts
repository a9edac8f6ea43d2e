import { parseInstant } from "@relance/campaign";
import type { Latency } from "@relance/simulator";
import type { Channel } from "@relance/spec";
import { parseDuration } from "@relance/spec";

const DAY_MS = 86_400_000;

/** Parses `26%` as 0.26, and returns `undefined` unchanged. */
export function parseShare<T extends ShareText | undefined>(text: T): T extends undefined ? number | undefined : number;
export function parseShare(text: ShareText | undefined): number | undefined {
  return text === undefined ? undefined : Number(text.slice(0, -1)) / 100;
}

/** Converts a scenario's latencies for the simulator: shares to fractions, medians to milliseconds. */
export function parseLatency(parts: readonly Duration[] | undefined): Latency | undefined {
  return parts?.map(({ share, median, spread = 1 }) => ({
    share: share === undefined ? 1 : parseShare(share),
    medianMs: parseDuration(median) ?? 0,
    sigma: spread,
  }));
}

/** Converts a scenario's time to milliseconds since 1970. */
export function resolveMoment(moment: Moment, startAt: number, timezone: string): number {
  if (moment.startsWith("+")) return startAt + (parseDuration(moment.slice(1)) ?? 0);
  const [hours, minutes, seconds] = moment.split(":").map(Number);
  if (/^\d\d:/.test(moment)) {
    return localMidnight(startAt, timezone) + ((hours ?? 0) * 3_600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1_000;
  }
  return parseInstant(moment, timezone) ?? startAt;
}

/** Returns the instant at which the day of `instant` begins in the time zone. */
export function localMidnight(instant: number, timezone: string): number {
  return parseInstant(`${localDay(instant, timezone)}T00:00`, timezone) ?? instant - (instant % DAY_MS);
}

function localDay(instant: number, timezone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short" }).format(instant);
}

/** A share, such as `26%`. */
export type ShareText = string;

/**
 * A time in the campaign's time zone: `10:04` is a time on the first day, `+4m` is four minutes after the start, and
 * `2013-08-02T10:04` contains the date.
 */
export type Moment = string;

/** A random duration with a median, for a share of the messages. */
export interface Duration {
  readonly share?: ShareText | undefined;
  /** A duration such as `8m`; half of the durations are shorter. */
  readonly median: string;
  /** Standard deviation of the duration's logarithm; 0 always gives the median. @default 1 */
  readonly spread?: number | undefined;
}

/** How recipients behave. An absent key has its default. */
export interface ScenarioPeople {
  /** Share of recipients who never act on any message. @default "3%" */
  readonly never?: ShareText | undefined;
  /** Share of messages that recipients read, by channel. */
  readonly read?: { readonly [C in Channel]?: ShareText | undefined } | undefined;
  /** Time from the arrival of a message until its recipient reads it, by channel. */
  readonly readAfter?: { readonly [C in Channel]?: readonly Duration[] | undefined } | undefined;
  /** Share of the read messages on which the recipient acts. @default "93%" */
  readonly acts?: ShareText | undefined;
  /** Answers that recipients choose on the page, each with its weight. */
  readonly answers?: Readonly<Record<string, number>> | undefined;
  /** Share of recipients who reply instead of opening the link, if an SMS invites a reply. @default "10%" */
  readonly replies?: ShareText | undefined;
  /** Share of SMS readers who reply STOP. @default "0.3%" */
  readonly stop?: ShareText | undefined;
  /** Share of contacts that belong to another person. @default "0.5%" */
  readonly wrongPerson?: ShareText | undefined;
}

/** How a provider behaves without a fault. */
export interface ScenarioProvider {
  /** Maximum rate of the provider. @default the configured rate */
  readonly perSecond?: number | undefined;
  /** Share of messages for which the provider sends receipts. @default "98%" */
  readonly receipts?: ShareText | undefined;
  /** Share of addresses whose messages the provider accepts, then reports as undeliverable. @default "0%" */
  readonly dead?: ShareText | undefined;
  /** Share of addresses that the provider refuses immediately. @default "0%" */
  readonly unknown?: ShareText | undefined;
  /** Time from the submission of a message to its arrival. */
  readonly latency?: readonly Duration[] | undefined;
}

/** A fault during a period. */
export interface WeatherLine {
  /**
   * The provider with the fault: a name such as `sms.main`; a channel, for the first provider of its route; `first`,
   * for the campaign's first provider; or `all`. @default "first"
   */
  readonly provider?: string | undefined;
  /** Limits the fault to one network (or mail domain) with about this share of the addresses. @default all addresses */
  readonly network?: ShareText | undefined;
  /** @default from the beginning */
  readonly from?: Moment | undefined;
  /** @default never */
  readonly until?: Moment | undefined;
  /** Share of messages that the provider accepts, then silently loses. */
  readonly loss?: ShareText | undefined;
  /** Share of lost messages that the provider reports as delivered. */
  readonly fake?: ShareText | undefined;
  /** Share of requests that the provider refuses with HTTP 503. */
  readonly unavailable?: ShareText | undefined;
  /** Share of requests that the provider refuses with HTTP 429. */
  readonly throttled?: ShareText | undefined;
  /** Share of messages that the provider refuses because the address is unknown. */
  readonly refused?: ShareText | undefined;
  /** Share of messages that the provider accepts, then reports as permanently undeliverable. */
  readonly bounced?: ShareText | undefined;
  /** Share of messages that the provider accepts without answering the sender. */
  readonly cut?: ShareText | undefined;
  /** Share of receipts that still arrive during the fault. */
  readonly receipts?: ShareText | undefined;
  /** Factor by which the fault multiplies every duration. */
  readonly slower?: number | undefined;
  /** Receipts arrive in batches at this interval, such as `2m`. The last batch arrives at the end of the fault. */
  readonly bursts?: string | undefined;
  /** `down`: providers and recipients cannot reach the gateway's public URL. */
  readonly ingress?: "down" | undefined;
}

/**
 * A public form that calls `send()` during the campaign. Nine in ten visitors confirm the code that they receive. From
 * `from` on, fraudsters request codes for numbers whose owners never confirm. All requests stop at `until`.
 */
export interface ScenarioForm {
  /** Number of visitors per minute, with numbers in the networks of the campaign. */
  readonly visitors: number;
  /** Number of fraudulent requests per minute. */
  readonly pumped: number;
  /** Pattern of the fraudulent numbers, such as `+22462#######`. Each `#` stands for a digit. */
  readonly numbers: string;
  readonly from: Moment;
  readonly until: Moment;
}

/** Describes a rehearsal: how simulated recipients and providers behave, and which faults occur when. */
export interface Scenario {
  readonly version: 1;
  readonly name: string;
  /** One sentence that describes the scenario. */
  readonly about?: string | undefined;
  /** When the campaign starts. @default 10:00 on a day that lets all steps end before the deadline */
  readonly start?: Moment | undefined;
  readonly people?: ScenarioPeople | undefined;
  /** How providers behave, by name, such as `sms.main`. */
  readonly providers?: Readonly<Record<string, ScenarioProvider>> | undefined;
  readonly weather?: readonly WeatherLine[] | undefined;
  /** @default no form */
  readonly form?: ScenarioForm | undefined;
}

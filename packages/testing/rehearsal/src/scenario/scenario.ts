import { parseDuration, parseInstant } from "@relance/campaign";
import type { Latency } from "@relance/simulator";
import type { Channel } from "@relance/spec";

const DAY_MS = 86_400_000;

/** `26%` as 0.26; what is not said stays unsaid. */
export function shareOf<T extends ShareText | undefined>(text: T): T extends undefined ? number | undefined : number;
export function shareOf(text: ShareText | undefined): number | undefined {
  return text === undefined ? undefined : Number(text.slice(0, -1)) / 100;
}

/** The latencies of a scenario as the simulator takes them: shares as fractions, medians in milliseconds. */
export function latencyOf(parts: readonly Duration[] | undefined): Latency | undefined {
  return parts?.map(({ share, median, spread = 1 }) => ({
    share: share === undefined ? 1 : shareOf(share),
    medianMs: parseDuration(median) ?? 0,
    sigma: spread,
  }));
}

/** A moment in milliseconds since 1970. */
export function instantOf(moment: Moment, startAt: number, timezone: string): number {
  if (moment.startsWith("+")) return startAt + (parseDuration(moment.slice(1)) ?? 0);
  const [hours, minutes, seconds] = moment.split(":").map(Number);
  if (/^\d\d:/.test(moment)) {
    return localMidnight(startAt, timezone) + ((hours ?? 0) * 3_600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1_000;
  }
  return parseInstant(moment, timezone) ?? startAt;
}

/** Where the day of an instant began, in a zone. */
export function localMidnight(instant: number, timezone: string): number {
  return parseInstant(`${localDay(instant, timezone)}T00:00`, timezone) ?? instant - (instant % DAY_MS);
}

/** `2013-08-01`. */
function localDay(instant: number, timezone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short" }).format(instant);
}

/** A share, such as `26%`. */
export type ShareText = string;

/**
 * When something happens: a time of the first day in the campaign's time zone, such as `10:04`; this long after the
 * start, such as `+4m`; or an instant, such as `2013-08-02T10:04`.
 */
export type Moment = string;

/** How long something takes, as a mixture: this share of all, half of them sooner than the median. */
export interface Duration {
  readonly share?: ShareText | undefined;
  /** Such as `8m`. */
  readonly median: string;
  /** Spread of the logarithm; 0 = always the median. @default 1 */
  readonly spread?: number | undefined;
}

/** How people behave. What is not said is as usual. */
export interface ScenarioPeople {
  /** People who never act, whatever reaches them. @default "3%" */
  readonly never?: ShareText | undefined;
  /** Messages that are ever read, by channel. */
  readonly read?: { readonly [C in Channel]?: ShareText | undefined } | undefined;
  /** From the arrival to the reading, by channel: how old a message is when a person acts on it. */
  readonly readAfter?: { readonly [C in Channel]?: readonly Duration[] | undefined } | undefined;
  /** Readings after which something is done. @default "93%" */
  readonly acts?: ShareText | undefined;
  /** What is chosen on the page, by weight. */
  readonly answers?: Readonly<Record<string, number>> | undefined;
  /** Of those who act on an SMS that invites a reply: how many reply. @default "10%" */
  readonly replies?: ShareText | undefined;
  /** Readers of an SMS who answer STOP. @default "0.3%" */
  readonly stop?: ShareText | undefined;
  /** Contacts that belong to another person. @default "0.5%" */
  readonly wrongPerson?: ShareText | undefined;
}

/** What a provider is like on every day. */
export interface ScenarioProvider {
  /** Most messages a second. @default what the configuration says */
  readonly perSecond?: number | undefined;
  /** Messages whose fate is ever reported. @default "98%" */
  readonly receipts?: ShareText | undefined;
  /** Addresses that are taken, then reported as undeliverable. @default "0%" */
  readonly dead?: ShareText | undefined;
  /** Addresses that are refused at the door. @default "0%" */
  readonly unknown?: ShareText | undefined;
  /** From the submission to the arrival. */
  readonly latency?: readonly Duration[] | undefined;
}

/** Something that goes wrong for a while. */
export interface WeatherLine {
  /**
   * A provider such as `sms.main`; a channel for the first of that channel's route; `first` for the first provider of
   * the campaign; `all`. @default "first"
   */
  readonly provider?: string | undefined;
  /** Only one network (or mail domain) that has about this share of the addresses. @default all addresses */
  readonly network?: ShareText | undefined;
  /** @default from the beginning */
  readonly from?: Moment | undefined;
  /** @default never */
  readonly until?: Moment | undefined;
  /** Taken, then gone without a word. */
  readonly loss?: ShareText | undefined;
  /** Lost messages that are reported as delivered all the same. */
  readonly fake?: ShareText | undefined;
  /** Requests answered 503: nothing was taken. */
  readonly unavailable?: ShareText | undefined;
  /** Requests answered 429: nothing was taken. */
  readonly throttled?: ShareText | undefined;
  /** Refused as an address that does not exist. */
  readonly refused?: ShareText | undefined;
  /** Taken, then reported as undeliverable for ever. */
  readonly bounced?: ShareText | undefined;
  /** Taken, and the answer lost on its way back. */
  readonly cut?: ShareText | undefined;
  /** Receipts that still come. */
  readonly receipts?: ShareText | undefined;
  /** Factor on how long everything takes. */
  readonly slower?: number | undefined;
  /** Receipts are handed over together, each time this is over, such as `2m`; those that wait at the end of the line then. */
  readonly lumps?: string | undefined;
  /** Our own public address: nothing from outside reaches us. */
  readonly ingress?: "down" | undefined;
}

/**
 * A public form that calls `send()` beside the campaign. Visitors come from the start on, and nine in ten confirm the code
 * that they are sent; from `from` on numbers are asked for whose holders confirm nothing. Both end at `until`.
 */
export interface ScenarioForm {
  /** Visitors a minute, in the networks of the campaign. */
  readonly visitors: number;
  /** Numbers that are asked for to be paid for them, by minute. */
  readonly pumped: number;
  /** What these numbers are: digits, then a `#` for each that is counted up, such as `+22462#######`. */
  readonly numbers: string;
  readonly from: Moment;
  readonly until: Moment;
}

/** A world to rehearse in: how people behave, what providers are like, and what goes wrong when. */
export interface Scenario {
  readonly version: 1;
  readonly name: string;
  /** What it is, in a sentence. */
  readonly about?: string | undefined;
  /** When the campaign starts. @default 10:00 of a day from which the ladder ends before the deadline */
  readonly start?: Moment | undefined;
  readonly people?: ScenarioPeople | undefined;
  /** By provider, such as `sms.main`. */
  readonly providers?: Readonly<Record<string, ScenarioProvider>> | undefined;
  readonly weather?: readonly WeatherLine[] | undefined;
  /** @default no form */
  readonly form?: ScenarioForm | undefined;
}

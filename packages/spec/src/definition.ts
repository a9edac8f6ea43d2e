import type { Channel } from "./channel/channels.ts";

/** A length of time in the campaign file, such as `30s`, `15m`, `48h`, `3d`. */
export type DurationText = string;

/** The same as the compiler checks it in code: such as `30s`, `15m`, `48h`, `3d` or `2w`. */
export type Duration = `${bigint}${"s" | "m" | "h" | "d" | "w"}`;

/**
 * How sure we are that the recipient did it: a pressed button < a session or second factor < the caller's own system.
 */
export type Strength = "gesture" | "authenticated" | "event";

/**
 * What an answer does: `close` = acknowledged · `snooze` = held for a while, sooner if the rest would no longer
 * fit · `next-contact` = this contact is wrong, try the next · `call-me` = stop, a person takes over now.
 */
export type AnswerEffect = "close" | "next-contact" | "call-me" | { readonly snooze: DurationText };

/**
 * What the watch may do about a loss: say so · slow down · stop sending this way · lead those who were not sent to yet
 * through the next vendor of the route, and stop where there is none.
 */
export type OnLoss = "warn" | "throttle" | "pause" | "reroute";

/**
 * What happens when the ladder no longer fits before its end. `compress`: all waits shrink in proportion. `skip`: waits keep
 * their length, and a step that would cost later ones their time is left out. `refuse`: no recipient is enrolled whose
 * whole ladder does not fit; one who becomes late afterwards is compressed.
 */
export type IfLate = "compress" | "skip" | "refuse";

/** What happens when the receipt of an attempt is overdue. */
export type MissingReceiptAction = "reroute" | "escalate" | "wait" | "resend";

/** When a receipt counts as overdue, and what is done then. */
export interface OnMissingReceipt {
  /** How long after `accepted` a receipt is overdue, and the longest wait for a provider that does not answer. @default "15m" */
  readonly after?: DurationText | undefined;
  /** @default "reroute" */
  readonly do?: MissingReceiptAction | undefined;
}

/** Hours of days, such as `mon-fri 08:00-20:00, sat 10:00-18:00`, `08:00-20:00` or `fri 22:00-02:00 next day`. */
export type HoursText = string | readonly string[];

/** When a carrier passes messages on; what it takes outside of its hours waits there until they begin. */
export interface CarrierHours {
  /** Such as `mon-sat 08:00-20:00`. */
  readonly hours: HoursText;
  /** Days on which it passes nothing on: calendars such as `FR`, and single dates. @default none */
  readonly holidays?: readonly string[] | undefined;
}

/** When messages may leave, on the clock of the recipient's place. */
export type Windows = { readonly [C in Channel]?: HoursText | undefined } & {
  /** Days on which nothing leaves: calendars such as `FR`, and single dates such as `2027-08-16`. */
  readonly holidays?: readonly string[] | undefined;
};

/** One rung of the ladder: one channel, its providers in order, then a wait for an answer. */
export interface Step {
  readonly channel: Channel;
  /** Providers of that channel, in fail-over order, such as `[main, second]`. */
  readonly route: readonly string[];
  /** Name of the template: `reminder` reads `reminder.<channel>.liquid`; `name@version` is one in code. */
  readonly template: string;
  /** Time to wait for an acknowledgement before the next step. The last step's default is the end of the ladder. */
  readonly wait?: DurationText | undefined;
  /** Not before this long before the deadline, such as `12h`. */
  readonly beforeDeadline?: DurationText | undefined;
  /** Only for rows where this holds, such as `age < 75`. */
  readonly when?: string | undefined;
  /** Leaves outside the channel's windows too: for what is urgent, or has to be sent by law. @default false */
  readonly ignoreWindows?: boolean | undefined;
  readonly onMissingReceipt?: OnMissingReceipt | undefined;
}

/** Which columns of a row are the recipient's addresses; several are tried in this order. */
export type ContactColumns = { readonly [C in Channel]?: string | readonly string[] | undefined };

/** Who is in the campaign, and which column says what about them. */
export interface Audience {
  /** CSV with a header line, or JSONL; relative to the campaign file. Absent = rows come from the program. */
  readonly file?: string | undefined;
  /** The column that names the recipient. @default "id" */
  readonly key?: string | undefined;
  readonly contacts?: ContactColumns | undefined;
  /** ISO 3166 country of phone numbers written nationally, such as `FR`. */
  readonly country?: string | undefined;
  /** The column with the recipient's language. @default "locale" */
  readonly locale?: string | undefined;
  /** The column with the recipient's time zone. @default "timezone" */
  readonly timezone?: string | undefined;
  /** Refuses the wrong file before anything is sealed. */
  readonly expect?:
    | {
        readonly min?: number | undefined;
        readonly max?: number | undefined;
        /** Largest share of refused rows, such as `1%`. */
        readonly refused?: string | undefined;
      }
    | undefined;
  /** `open` audiences may grow while the campaign runs. @default "closed" */
  readonly mode?: "open" | "closed" | undefined;
}

/** A text that recipients read, or one per language tag. */
export type LocalText = string | Readonly<Record<string, string>>;

/** The caller's own page, where the recipient can do what is asked. */
export interface DeepLink {
  /** `https`; `{{ key }}` and columns are filled in, encoded. */
  readonly url: string;
  /** Words of the link. @default "Do it online now", in the language of the page */
  readonly label?: LocalText | undefined;
}

/** A question that only the recipient can answer. A link can be passed on; this cannot so easily. */
export interface Factor {
  /** The column of the audience with the right answer, such as `birth_year`. Case and blanks do not matter. */
  readonly column: string;
  /** What is asked, such as `Your year of birth`. */
  readonly ask: LocalText;
}

/** What counts as the confirmation, how recipients give it, and what each answer does. */
export interface AcknowledgeRules {
  /** Name of the caller's event that says it happened, such as `re-registered`. */
  readonly on?: string | undefined;
  /**
   * Events that happened before this belong to an earlier enrollment and do not count here: an instant such as
   * `2013-08-01T00:00`, or a duration before the campaign was first started, such as `30d`. @default "24h"
   */
  readonly since?: string | undefined;
  /** Ways by which a recipient, or the caller's system, can acknowledge. @default ["link"] */
  readonly by?: readonly ("event" | "link" | "reply")[] | undefined;
  /** The least strength that closes; a weaker `done` acts as a promise. @default "gesture" */
  readonly strength?: Strength | undefined;
  /** Answer → effect. @default { done: close } */
  readonly answers?: Readonly<Record<string, AnswerEffect>> | undefined;
  /** Answer → the words on its button. @default the page's own words for the answer */
  readonly labels?: Readonly<Record<string, LocalText>> | undefined;
  /** Reply word → answer, such as `{ OK: done }`. */
  readonly reply?: Readonly<Record<string, string>> | undefined;
  /** The caller's own page, offered first on the acknowledgement page; an address, or one with its own words. */
  readonly deepLink?: string | DeepLink | undefined;
  /** Asked on the page: answered rightly, a press counts as `authenticated`; five tries a recipient. */
  readonly factor?: Factor | undefined;
  /** What the page says can still be done once the deadline is over. @default to contact the sender */
  readonly afterDeadline?: LocalText | undefined;
}

/** The legal end: an instant, a duration after enrollment, or a column of each row. */
export type Deadline = string | { readonly column: string; readonly minus?: DurationText | undefined };

/**
 * Test contacts, as rows with the audience's columns. They get the first step's message every 15 minutes while the campaign
 * sends, and are counted nowhere.
 */
export interface Canaries {
  /** Phones and mailboxes that a colleague has in hand. */
  readonly live?: readonly Readonly<Record<string, unknown>>[] | undefined;
  /** Contacts that cannot receive anything: a provider that calls one of them delivered makes its receipts up. */
  readonly dead?: readonly Readonly<Record<string, unknown>>[] | undefined;
  /**
   * Numbers that the gateway's `observe.canaries` lends, again in each round: rows without key and number. SMS alone.
   */
  readonly lent?: readonly LentCanary[] | undefined;
}

/** The network in which a number is lent, and the columns that the message needs. */
export interface LentCanary {
  /** As the source names it, such as `208-01`: letters, digits, `.`, `_` and `-`, at most 40. */
  readonly network: string;
  readonly [column: string]: unknown;
}

/**
 * How long after a person's legal deadline a campaign keeps what it has of them. Where the gateway's own `retention` is
 * shorter, that counts, unless `reason` says why the campaign needs more.
 */
export interface CampaignRetention {
  /** Addresses and the columns of the audience, such as `30d`; the key, what happened and all counts stay. */
  readonly contacts?: DurationText | undefined;
  /** Captured messages, and what recipients wrote back. */
  readonly bodies?: DurationText | undefined;
  /** Requests of provider APIs as they came. */
  readonly raw?: DurationText | undefined;
  /** Why this campaign keeps longer than the gateway does, such as the law that asks for it. */
  readonly reason?: string | undefined;
}

/** A campaign as its file says it. The type is the contract; the schema in `@relance/campaign` is its proof. */
export interface CampaignDefinition {
  readonly version: 1;
  readonly name: string;
  /** What the enrollment is, shown on the acknowledgement page; a text, or one per language. */
  readonly subject?: LocalText | undefined;
  /** @default "service" */
  readonly purpose?: "service" | "marketing" | undefined;
  /**
   * IANA zone in which local instants of this file are read, and deadlines written to recipients without a zone.
   * @default "UTC"
   */
  readonly timezone?: string | undefined;
  /** Language of recipients whose row names none. @default "en" */
  readonly locale?: string | undefined;
  readonly deadline: Deadline;
  /** The ladder ends this long before the deadline, so that people can still phone. @default "0s" */
  readonly callBuffer?: DurationText | undefined;
  /** What happens when the ladder no longer fits before its end. @default "compress" */
  readonly ifLate?: IfLate | undefined;
  /** When messages of each channel may leave. @default always */
  readonly windows?: Windows | undefined;
  readonly audience?: Audience | undefined;
  readonly acknowledge?: AcknowledgeRules | undefined;
  /** `at-least-once` allows one more request per crash, and says so. @default "at-most-once" */
  readonly guarantee?: "at-most-once" | "at-least-once" | undefined;
  /** A first wave of this many recipients, then `count` larger ones, each once the watch saw nothing wrong. @default one wave */
  readonly waves?: { readonly first?: number | undefined; readonly count?: number | undefined } | undefined;
  /** Most messages through each provider, such as `200/s`. @default the providers' own limits */
  readonly rate?: string | undefined;
  /**
   * How much it takes of a provider that other campaigns use at the same time, from 1 to 100: one of weight 3 gets three
   * times as much as one of weight 1. @default 1
   */
  readonly weight?: number | undefined;
  /**
   * What all its messages may cost together, such as `45000 EUR`: what would pass it is not sent. Needs the gateway's
   * `prices`.
   */
  readonly budget?: string | undefined;
  /** How long what it has of recipients is kept after their deadline. @default the gateway's `retention` */
  readonly retention?: CampaignRetention | undefined;
  readonly watch?:
    | {
        readonly onLoss?: OnLoss | undefined;
        /**
         * Share of the recipients, such as `2%`, drawn by key in each step, whose first message leaves through the next
         * vendor of the route. @default none
         */
        readonly explore?: string | undefined;
      }
    | undefined;
  readonly canaries?: Canaries | undefined;
  readonly steps: readonly Step[];
}

import type { Channel } from "./channel/channels.ts";

/** A duration in the campaign file, such as `30s`, `15m`, `48h`, `3d`. */
export type DurationText = string;

/** A duration in code, such as `30s`, `15m`, `48h`, `3d` or `2w`. The compiler checks its form. */
export type Duration = `${bigint}${"s" | "m" | "h" | "d" | "w"}`;

/** The strength of a confirmation, weakest first: a pressed button; a session or second factor; your own system. */
export type Strength = "gesture" | "authenticated" | "event";

/**
 * `close` acknowledges. `snooze 72h` pauses the steps for 72 hours, or for less if later steps would otherwise not fit.
 * `next-contact` stops messages to the contact that answered. `call-me` ends the messages and asks for a phone call.
 */
export type AnswerEffect = "close" | "next-contact" | "call-me" | `snooze ${DurationText}`;

/** The effect of an answer's button, or `{ label, effect }` for a button with your own text. */
export type ConfirmButton = AnswerEffect | LabeledButton;

interface LabeledButton {
  /** The button's text. @default the page's built-in text for the answer */
  readonly label?: LocalText | undefined;
  readonly effect: AnswerEffect;
}

/** The watch's strongest measure: report a loss, throttle, pause the provider, or reroute to another vendor. */
export type OnLoss = "warn" | "throttle" | "pause" | "reroute";

/**
 * What happens to recipients whose steps no longer fit. `compress` shortens all waits in proportion. `skip` keeps the
 * waits and leaves out steps that would take time from later ones. `refuse` does not enroll these recipients.
 */
export type IfLate = "compress" | "skip" | "refuse";

/** What happens if the receipt of an attempt is overdue. */
export type MissingReceiptAction = "reroute" | "escalate" | "wait" | "resend";

/** When a receipt is overdue, and what relance does then. */
export interface OnMissingReceipt<After extends DurationText = DurationText> {
  /** Time from `accepted` until a receipt is overdue, and the longest wait for a silent provider. @default "15m" */
  readonly after?: After | undefined;
  /** @default "reroute" */
  readonly do?: MissingReceiptAction | undefined;
}

/** Hours of weekdays, such as `mon-fri 08:00-20:00, sat 10:00-18:00`, `08:00-20:00` or `fri 22:00-02:00 next day`. */
export type HoursText = string | readonly string[];

/** The hours in which a carrier delivers messages. The carrier holds other messages until its hours begin. */
export interface CarrierHours {
  /** Such as `mon-sat 08:00-20:00`. */
  readonly hours: HoursText;
  /** Days on which the carrier delivers nothing: calendars such as `FR`, and single dates. @default none */
  readonly holidays?: readonly string[] | undefined;
}

/** When messages may be sent, in the recipient's local time. */
export type Windows = { readonly [C in Channel]?: HoursText | undefined } & {
  /** Days on which nothing is sent: calendars such as `FR`, and single dates such as `2027-08-16`. */
  readonly holidays?: readonly string[] | undefined;
};

/** One step of a campaign: a channel, its providers in order, and a wait for an answer. */
export interface Step {
  /** The channel of this step. */
  readonly channel: Channel;
  /** The channel's providers in failover order, such as `[main, second]`. @default all, in the configuration's order */
  readonly route?: readonly string[] | undefined;
  /** Name of the template: `reminder` reads `reminder.<channel>.liquid`; `name@version` is a template in code. */
  readonly template: string;
  /** Time to wait for an acknowledgement before the next step. @default for the last step, until all steps end */
  readonly wait?: DurationText | undefined;
  /** The step starts at most this long before the deadline, such as `12h`. */
  readonly beforeDeadline?: DurationText | undefined;
  /** A condition on the row, such as `age < 75`. If false, the recipient skips the step. @default every row */
  readonly when?: string | undefined;
  /** True to send outside the channel's windows too, for messages that are urgent or required by law. @default false */
  readonly ignoreWindows?: boolean | undefined;
  readonly onMissingReceipt?: OnMissingReceipt | undefined;
}

/** The columns with the recipient's addresses, in the order in which they are tried. */
export type ContactColumns = { readonly [C in Channel]?: string | readonly string[] | undefined };

/** Who gets the campaign's messages, and what the columns mean. */
export interface Audience {
  /** CSV with a header line, or JSONL; relative to the campaign file. If absent, the program supplies the rows. */
  readonly file?: string | undefined;
  /** The column that identifies the recipient. @default "id" */
  readonly key?: string | undefined;
  readonly contacts?: ContactColumns | undefined;
  /** ISO 3166 country of phone numbers without a country code, such as `FR`. */
  readonly country?: string | undefined;
  /** The column with the recipient's language. @default "locale" */
  readonly locale?: string | undefined;
  /** The column with the recipient's time zone. @default "timezone" */
  readonly timezone?: string | undefined;
  /**
   * Expected number of recipients, such as `600000-700000` or `600000+`. If the audience has another number, the
   * campaign does not start.
   * @default "1+", and "0+" with `mode: open`
   */
  readonly expect?: string | undefined;
  /** An `open` audience may grow while the campaign runs. @default "closed" */
  readonly mode?: "open" | "closed" | undefined;
}

/** A text that recipients read, or one text for each language tag. */
export type LocalText = string | Readonly<Record<string, string>>;

/** A question that only the recipient can answer, in case a link is forwarded to another person. */
export interface Factor {
  /** The audience column with the right answer, such as `birth_year`. Case and spaces are ignored. */
  readonly column: string;
  /** The question, such as `Your year of birth`. */
  readonly ask: LocalText;
}

/** What counts as a confirmation, how recipients give it, and the effect of each answer. */
export interface ConfirmRules {
  /** Name of your application's event that confirms, such as `re-registered`. */
  readonly event?: string | undefined;
  /** Events before this time are ignored: an instant, or a duration before the start such as `30d`. @default "24h" */
  readonly since?: string | undefined;
  /** Accepted ways to acknowledge. @default ["link"] */
  readonly via?: readonly ("event" | "link" | "reply")[] | undefined;
  /** Minimum strength of a confirmation. A weaker `done` counts as a promise. @default "gesture" */
  readonly strength?: Strength | undefined;
  /** The effect of each answer's button, and optionally its text. @default { done: close } */
  readonly buttons?: Readonly<Record<string, ConfirmButton>> | undefined;
  /** The answer that each reply word stands for, such as `{ OK: done }`. */
  readonly replies?: Readonly<Record<string, string>> | undefined;
  /** An `https` URL of your own page, which relance's page offers first. `{{ key }}` and columns are filled in. */
  readonly deepLink?: string | undefined;
  /** A question on the page. A press with the right answer counts as `authenticated`. A recipient has five tries. */
  readonly factor?: Factor | undefined;
  /** What recipients can still do after the deadline. The page shows this text. @default contact the sender */
  readonly afterDeadline?: LocalText | undefined;
}

/** The deadline: an instant, a duration after enrollment, or a column with an instant for each row. */
export type Deadline =
  | string
  | {
      /** The column with an instant in each row. */
      readonly column: string;
      /** How long before the row's instant the deadline is, such as `24h`. @default "0s" */
      readonly minus?: DurationText | undefined;
    };

/** Durations after a recipient's deadline. Unless `reason` is given, a shorter `retention` of the gateway applies. */
export interface CampaignRetention<Time extends DurationText = DurationText> {
  /** How long addresses and audience columns are kept, such as `30d`. Keys, events and counts are kept forever. */
  readonly contacts?: Time | undefined;
  /** How long captured messages and recipients' replies are kept. */
  readonly bodies?: Time | undefined;
  /** How long raw requests of providers are kept. */
  readonly raw?: Time | undefined;
  /** Why this campaign keeps data longer than the gateway, such as a law that requires it. */
  readonly reason?: string | undefined;
}

/** A campaign as written in its file. The compiler checks the schema in `@relance/campaign` against this type. */
export interface CampaignDefinition {
  /** The version of this format. @default 1 */
  readonly version?: 1 | undefined;
  /** Identifies the campaign, together with its occurrence. */
  readonly name: string;
  /** The title of the acknowledgement page: one text, or a text for each language. */
  readonly subject?: LocalText | undefined;
  /** IANA time zone of local instants in this file, and of deadlines of recipients without a zone. @default "UTC" */
  readonly timezone?: string | undefined;
  /** Language of recipients whose row names none. @default "en" */
  readonly locale?: string | undefined;
  readonly deadline: Deadline;
  /** The steps end this long before the deadline, so that operators can still call recipients. @default "0s" */
  readonly callBuffer?: DurationText | undefined;
  /** @default "compress" */
  readonly ifLate?: IfLate | undefined;
  /** When messages of each channel may be sent, in the recipient's time zone. @default always */
  readonly windows?: Windows | undefined;
  readonly audience?: Audience | undefined;
  readonly confirm?: ConfirmRules | undefined;
  /** With `at-least-once`, a crash may send a message twice. @default "at-most-once" */
  readonly guarantee?: "at-most-once" | "at-least-once" | undefined;
  /** Size of the first wave. Each later wave quadruples the number of released recipients. @default one wave */
  readonly firstWave?: number | undefined;
  /** Maximum rate through each provider, such as `200/s`. @default the limits of the providers */
  readonly rate?: string | undefined;
  /** Weight among campaigns that share a provider: weight 3 sends three times as much as weight 1. @default 1 */
  readonly weight?: number | undefined;
  /** Limit of the total cost, such as `500 EUR`. Beyond it, no message is sent. Needs the gateway's `prices`. */
  readonly budget?: string | undefined;
  /** How long recipients' data is kept after their deadline. @default the gateway's `retention` */
  readonly retention?: CampaignRetention | undefined;
  /** The strongest measure that the watch may take after a loss. */
  readonly watch?:
    | {
        readonly onLoss?: OnLoss | undefined;
        /** Share of recipients whose messages test the route's next vendor, such as `2%`. @default none */
        readonly explore?: string | undefined;
      }
    | undefined;
  /** The settings of plugins, by plugin name, such as `{ canaries: { dead: […] } }`. */
  readonly plugins?: Readonly<Record<string, unknown>> | undefined;
  /** The steps, in order. Each step uses one channel. */
  readonly steps: readonly Step[];
}

import type {
  Audience,
  CampaignDefinition,
  CampaignRetention,
  Channel,
  ConfirmRules,
  Duration,
  LocalText,
  OnMissingReceipt,
  Step,
} from "@relance/spec";
import type { CodeTemplateInput, CodeTemplates } from "../templates/code-template.ts";
import type { Condition, ConditionColumns } from "./condition-builder.ts";

/** The providers of each channel. Only the names are used. */
export type ProviderNames = { readonly [C in Channel]?: Readonly<Record<string, unknown>> | undefined };

type Effect = "close" | "next-contact" | "call-me" | `snooze ${Duration}`;
export type TypedAnswers = Readonly<Record<string, Effect | { readonly label?: LocalText; readonly effect: Effect }>>;

/** A conditional type, so that compiler messages list the names. */
type NameOf<Names> = [Names] extends [unknown] ? keyof Names & string : never;

type ColumnOf<Row, Value> = NameOf<{
  [Column in keyof Row as Exclude<Row[Column], null | undefined> extends Value ? Column : never]: Value;
}>;

interface TypedAudience<C extends Channel, Row> extends Omit<Audience, "key" | "contacts" | "locale" | "timezone"> {
  /** The column with the recipient's key. @default "id" */
  readonly key?: ColumnOf<Row, string | number> | undefined;
  /** The columns of each channel, in the order in which they are tried. @default the column with the channel's name */
  readonly contacts?: { readonly [K in C]?: NameOf<Row> | readonly NameOf<Row>[] | undefined } | undefined;
  /** The column with the recipient's language. @default "locale" */
  readonly locale?: NameOf<Row> | undefined;
  /** The column with the recipient's time zone. @default "timezone" */
  readonly timezone?: NameOf<Row> | undefined;
}

interface TypedConfirm<Row, Answers> extends Omit<ConfirmRules, "buttons" | "replies" | "factor" | "since"> {
  /** The effect of each answer, and the text of its button. @default { done: "close" } */
  readonly buttons?: Answers | undefined;
  /** The answer that each reply word stands for, such as `{ OK: "done" }`. */
  readonly replies?: Readonly<Record<string, NameOf<NoInfer<Answers>>>> | undefined;
  /** A question on the page. A press with the right answer counts as `authenticated`. */
  readonly factor?: { readonly column: NameOf<Row>; readonly ask: LocalText } | undefined;
  /** Events before this time are ignored: an instant, or a duration before the start. @default "24h" */
  readonly since?: Duration | Instant | undefined;
}

/** A local time without a zone, such as `2031-03-01T18:00`. */
type Instant = `${number}-${number}-${number}${"T" | " "}${string}`;

type TemplateOf<Templates, Row, C extends Channel> = NameOf<{
  [Name in keyof Templates as Templates[Name] extends Record<C, infer Write>
    ? Reads<Write, Row> extends true
      ? Name
      : `${Name & string} reads a column that the row lacks`
    : never]: Name;
}>;

/** The templates that a step of this channel may use; if there are none, the compiler's error contains this text. */
type TemplateIn<Names, C extends Channel> = [Names] extends [never] ? `no template has a text for ${C}` : Names;

/** `true` if a row has all columns that a template's function reads. */
type Reads<Write, Row> = Write extends (input: CodeTemplateInput<Row>) => unknown
  ? true
  : Write extends (input: infer Input) => unknown
    ? CodeTemplateInput<never> extends Input
      ? Input extends CodeTemplateInput<never>
        ? true
        : false
      : false
    : false;

interface TypedStep<C extends Channel, Provider, Template, Row>
  extends Omit<Step, "channel" | "route" | "template" | "wait" | "beforeDeadline" | "when" | "onMissingReceipt"> {
  readonly channel: C;
  /** The channel's providers in fail-over order. @default all of them, in the configuration's order */
  readonly route?: readonly Provider[] | undefined;
  /** A template in code, such as `reminder@3`; with a `folder`, also the name of a template file in it. */
  readonly template: Template;
  /** How long to wait for an answer before the next step. @default the last step waits until the deadline */
  readonly wait?: Duration | undefined;
  /** The step starts at most this long before the deadline, such as `12h`. */
  readonly beforeDeadline?: Duration | undefined;
  /** A condition on the row, such as `(row) => row.age.lt(75)`. The function runs once, to build the condition. */
  readonly when?: ((row: ConditionColumns<Row>) => Condition) | undefined;
  readonly onMissingReceipt?: OnMissingReceipt<Duration> | undefined;
}

type TypedKey = "version" | "name" | "deadline" | "callBuffer" | "audience" | "confirm" | "retention" | "steps";

/** A campaign in code: the keys of a campaign file, with names that the compiler checks. */
export interface TypedDefinition<
  Providers extends ProviderNames,
  Templates extends CodeTemplates<never>,
  Row,
  Answers,
  Folder extends string | undefined,
> extends Omit<CampaignDefinition, TypedKey> {
  /**
   * The folder of template files, attached files and the audience file, such as `import.meta.dirname`.
   * @default all templates are in code, and rows come from the program
   */
  readonly folder?: Folder;
  /** The deadline: an instant, a duration after enrollment such as `84h`, or a column with an instant. */
  readonly deadline:
    | Instant
    | Duration
    | { readonly column: ColumnOf<Row, string | Date>; readonly minus?: Duration | undefined };
  /** The steps end this long before the deadline, so that operators have time to call recipients. @default "0s" */
  readonly callBuffer?: Duration | undefined;
  readonly audience?: TypedAudience<NameOf<Providers> & Channel, Row> | undefined;
  readonly confirm?: TypedConfirm<Row, Answers> | undefined;
  readonly retention?: CampaignRetention<Duration> | undefined;
  readonly steps: readonly {
    readonly [C in NameOf<Providers> & Channel]: TypedStep<
      C,
      NameOf<NonNullable<Providers[C]>>,
      TemplateIn<TemplateOf<Templates, Row, C> | (Folder extends string ? string & {} : never), C>,
      Row
    >;
  }[NameOf<Providers> & Channel][];
}

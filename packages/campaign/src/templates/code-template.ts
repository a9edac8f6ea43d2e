import type { Channel, ContentOf, RenderInput } from "@relance/spec";

/** Columns of any name. */
type AnyRow = Readonly<Record<string, unknown>>;

/** A value as the store keeps it: a date is its text, and so is a large number. */
type Kept<Value> = Value extends Date | bigint ? string : Value;

/** What a template in code receives: one recipient, and what the campaign knows. */
export interface CodeTemplateInput<Row = AnyRow> extends Omit<RenderInput, "variables"> {
  /** The row's columns. To read one that is missing or empty refuses the row (`message/missing-variable`). */
  readonly variables: { readonly [Column in keyof Row]-?: Kept<Exclude<Row[Column], null | undefined>> };
  /** The same columns, for what a row may lack: there a missing or empty one is `undefined`. */
  readonly optional: { readonly [Column in keyof Row]?: Kept<Exclude<Row[Column], null | undefined>> | undefined };
  readonly campaign: { readonly name: string };
  /** The recipient's deadline, written in their language and zone; in UTC, with the word, where no zone is known. */
  readonly deadlineText: string;
}

/**
 * A template written as functions, one per channel. They are called once at admission, to prove the row before
 * anything is sent, and once per message: they must depend on their input alone.
 */
export type CodeTemplate<Row = AnyRow> = {
  readonly [C in Channel]?: (input: CodeTemplateInput<Row>) => ContentOf<C>;
};

/**
 * Templates in code by `name@version`, as steps name them. The name is their identity: a changed text is a new
 * version, or recipients of one campaign would silently read two texts. `CodeTemplates<never>` are templates for rows
 * of any columns.
 *
 * @example
 * const templates = { "reminder@3": { sms: ({ ack }) => ({ text: `Please confirm: ${ack.url}` }) } };
 */
export type CodeTemplates<Row = AnyRow> = Readonly<Record<string, CodeTemplate<Row>>>;

/**
 * Templates in code that read the columns of a row: a misspelt one does not compile.
 *
 * @example
 * const templates = defineTemplates<{ first_name: string }>()({
 *   "reminder@3": { sms: ({ variables, ack }) => ({ text: `${variables.first_name}, please confirm: ${ack.url}` }) },
 * });
 */
export function defineTemplates<Row>(): <
  T extends {
    readonly [Name in keyof T]: CodeTemplate<Row> & {
      readonly [Other in Exclude<keyof T[Name], Channel>]: `there is no channel ${Other & string}`;
    };
  },
>(
  templates: T,
) => NoInfer<T> {
  return (templates) => templates;
}

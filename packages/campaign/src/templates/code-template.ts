import type { Channel, ContentOf, RenderInput } from "@relance/spec";

type AnyRow = Readonly<Record<string, unknown>>;

/** The type of a value as it is stored: dates and large numbers become text. */
type JsonValue<Value> = Value extends Date | bigint ? string : Value;

export interface CodeTemplateInput<Row = AnyRow> extends Omit<RenderInput, "variables"> {
  /** The columns of the row. A missing or empty column refuses the row (`message/missing-variable`). */
  readonly variables: { readonly [Column in keyof Row]-?: JsonValue<Exclude<Row[Column], null | undefined>> };
  /** The columns of the row. A missing or empty column is `undefined`. */
  readonly optional: { readonly [Column in keyof Row]?: JsonValue<Exclude<Row[Column], null | undefined>> | undefined };
  readonly campaign: { readonly name: string };
  /** The recipient's deadline, formatted in their language and zone. Without a known zone, it is in UTC and says so. */
  readonly deadlineText: string;
}

/** One function per channel. It runs at admission and for each message, so its result must depend only on its input. */
export type CodeTemplate<Row = AnyRow> = {
  readonly [C in Channel]?: (input: CodeTemplateInput<Row>) => ContentOf<C>;
};

/**
 * Templates in code by `name@version`, as steps name them. Give a changed text a new version: otherwise recipients of
 * one campaign would get different texts. `CodeTemplates<never>` are templates for rows with any columns.
 *
 * @example const templates = { "reminder@3": { sms: ({ ack }) => ({ text: `Please confirm: ${ack.url}` }) } };
 */
export type CodeTemplates<Row = AnyRow> = Readonly<Record<string, CodeTemplate<Row>>>;

/**
 * Defines templates in code that read the columns of a row. The compiler refuses a misspelt column.
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

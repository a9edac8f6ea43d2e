import type { Channel, ContentOf, RenderInput } from "@relance/spec";

/** What a template in code receives: one person, and what the campaign knows. */
export interface CodeTemplateInput extends RenderInput {
  /** The row's columns. To read one that is missing or empty refuses the row (`message/missing-variable`). */
  readonly variables: RenderInput["variables"];
  /** The same columns, for what a row may lack: there a missing or empty one is `undefined`. */
  readonly optional: RenderInput["variables"];
  readonly campaign: { readonly name: string };
  /** The person's deadline, written in their language and zone. */
  readonly deadlineText: string;
}

/**
 * A template written as functions, one per channel. They are called once at admission, to prove the row before
 * anything is sent, and once per message: they must depend on their input alone.
 */
export type CodeTemplate = { readonly [C in Channel]?: (input: CodeTemplateInput) => ContentOf<C> };

/**
 * Templates in code by `name@version`, as steps name them. The name is their identity: a changed text is a new
 * version, or people of one campaign would silently read two texts.
 *
 * @example
 * const templates = { "reminder@3": { sms: ({ ack }) => ({ text: `Please confirm: ${ack.url}` }) } };
 */
export type CodeTemplates = Readonly<Record<string, CodeTemplate>>;

import type { Channel, ContentOf } from "@relance/spec";
import type { CodeTemplateInput } from "./code-template.ts";
import type { VariableUse } from "./compile-text.ts";

/** One message of one channel in one language, ready to be rendered for many recipients. */
export interface MessageTemplate {
  /** The file of the template, or the name of a template in code. */
  readonly file: string;
  /** The language of the template. `undefined` = its file names none. */
  readonly locale: string | undefined;
  /** Every variable that its texts read. */
  readonly uses: readonly VariableUse[];
  /** Variables used in a header line, where a line break in the data would start another header. */
  readonly headerUses: readonly VariableUse[];
  /** Written by a function: only a call shows what it reads. */
  readonly isCode: boolean;
  /** How many characters of a row's values certainly fit, counted per use; 0 = only rendering shows it. */
  readonly room: number;
  /**
   * @throws {MessageError} `message/missing-variable`, `message/header-injection`, `message/too-long`,
   * `message/template-failed`
   */
  write(scope: object, input: () => CodeTemplateInput): ContentOf<Channel>;
}

import type { Channel, ContentOf } from "@relance/spec";
import type { CodeTemplateInput } from "./code-template.ts";
import type { VariableUse } from "./compile-text.ts";

/** One message of one channel in one language, ready to be rendered for many recipients. */
export interface MessageTemplate {
  /** The file of the template, or the name of a template in code. */
  readonly file: string;
  /** The language of the template; `undefined` if its file names none. */
  readonly locale: string | undefined;
  /** Every variable that the texts of the template read. */
  readonly uses: readonly VariableUse[];
  /** The variables in a header line, where a line break in the data would start another header. */
  readonly headerUses: readonly VariableUse[];
  /** True for a template written as a function, for which only a call shows what it reads. */
  readonly isCode: boolean;
  /** How many characters of a row's values certainly fit, counted per use; 0 means that only rendering shows it. */
  readonly room: number;
  /**
   * @throws {MessageError} `message/missing-variable`, `message/header-injection`, `message/too-long`,
   * `message/template-failed`
   */
  write(scope: object, input: () => CodeTemplateInput): ContentOf<Channel>;
}

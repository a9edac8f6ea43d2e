import type { Channel, ContentOf } from "@relance/spec";
import type { CodeTemplateInput } from "./code-template.ts";
import type { VariableUse } from "./compile-text.ts";

/** One message of one channel in one language, ready to be written for many recipients. */
export interface MessageTemplate {
  /** The file it stands in, or the name of the template in code. */
  readonly file: string;
  /** The language it is written in; `undefined` when its file does not say. */
  readonly locale: string | undefined;
  /** Every variable that its texts read. */
  readonly uses: readonly VariableUse[];
  /** Those that stand in a header line, where a line break of the data would start another header. */
  readonly headerUses: readonly VariableUse[];
  /** Written by a function: what it reads is known only by calling it. */
  readonly isCode: boolean;
  /** So many characters of a row's values fit in for sure, each counted as often as it is named; 0 = only writing it shows. */
  readonly room: number;
  /**
   * @throws {MessageError} `message/missing-variable`, `message/header-injection`, `message/too-long`,
   * `message/template-failed`
   */
  write(scope: object, input: () => CodeTemplateInput): ContentOf<Channel>;
}

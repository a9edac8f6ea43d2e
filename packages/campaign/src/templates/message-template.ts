import type { Channel, ContentOf } from "@relance/spec";
import type { CodeTemplateInput } from "./code-template.ts";
import type { VariableUse } from "./compile-text.ts";

export interface MessageTemplate {
  readonly file: string;
  readonly locale: string | undefined;
  readonly uses: readonly VariableUse[];
  /** The variables in a header line, where a line break in the data would start another header. */
  readonly headerUses: readonly VariableUse[];
  readonly isCode: boolean;
  /** How many characters of a row's values, counted at each use, always fit; 0 if only rendering shows this. */
  readonly room: number;
  /** @throws {MessageError} such as `message/missing-variable` or `message/too-long` */
  write(scope: object, input: () => CodeTemplateInput): ContentOf<Channel>;
}

import { type Channel, MessageError, RelanceError } from "@relance/spec";
import type { CodeTemplate } from "./code-template.ts";
import { checkContent } from "./content-limits.ts";
import type { MessageTemplate } from "./message-template.ts";

/** Wraps a function of a template in code; what it throws or returns wrongly is the row's refusal, not a crash. */
export function codeMessage(name: string, template: CodeTemplate, channel: Channel): MessageTemplate | undefined {
  const write = template[channel];
  if (write === undefined) return undefined;
  return {
    file: name,
    locale: undefined,
    uses: [],
    headerUses: [],
    isCode: true,
    room: 0,
    write(_scope, input) {
      try {
        return checkContent(channel, write(input()), name);
      } catch (error) {
        if (RelanceError.is(error)) throw error;
        throw new MessageError("message/template-failed", `${name} failed for this row`, { cause: error });
      }
    },
  };
}

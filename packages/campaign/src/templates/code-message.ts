import { type Channel, type ContentOf, MessageError, RelanceError } from "@relance/spec";
import type { CodeTemplate, CodeTemplateInput } from "./code-template.ts";
import { checkContent } from "./content-limits.ts";
import type { MessageTemplate } from "./message-template.ts";

/**
 * What a program writes where it has no value, or where it made a number or a date of a value that is none: beside letters too,
 * but for what stands inside of words that people write.
 */
const ABSENT = /undefined|Invalid Date|NaN(?!\p{L})|\bnull\b/u;

/** Wraps a function of a template in code; what it throws or returns wrongly is the row's refusal, not a crash. */
export function codeMessage(
  name: string,
  template: CodeTemplate<never>,
  channel: Channel,
): MessageTemplate | undefined {
  const write = template[channel] as CodeTemplate[Channel];
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
        const given = input();
        const content = checkContent(channel, write(given), name);
        refuseAbsent(content, given, name);
        return content;
      } catch (error) {
        if (RelanceError.is(error)) throw error;
        throw new MessageError("message/template-failed", `${name} failed for this row`, { cause: error });
      }
    },
  };
}

/**
 * What was read around `variables` (a copy, a place behind the end of a list, `locale`) shows in the text alone. The random
 * letters of our own links may be any word.
 */
function refuseAbsent(content: ContentOf<Channel>, given: CodeTemplateInput, template: string): void {
  for (const text of textsOf(content).filter((one) => ABSENT.test(one))) {
    const [word] = ABSENT.exec(withoutLinks(text, given)) ?? [];
    if (word === undefined || given.key.includes(word) || holdsWord(given.optional, word)) continue;
    throw new MessageError(
      "message/missing-variable",
      `${template} wrote "${word}", which none of the row's values says: it read a value that is not there or not of its kind`,
    );
  }
}

/** The text without the random letters of our own links; a campaign without a `publicUrl` has none. */
function withoutLinks(text: string, { ack, optout }: CodeTemplateInput): string {
  return [() => ack.url, () => optout.url].reduce((rest, read) => {
    try {
      const url = read();
      return rest.replaceAll(url.slice(url.lastIndexOf("/") + 1), "");
    } catch {
      return rest;
    }
  }, text);
}

/** The texts and the names of files; what is in a file is not text. */
function textsOf(content: ContentOf<Channel>): readonly string[] {
  const files = "attachments" in content ? (content.attachments ?? []) : [];
  const texts = (Object.values(content) as unknown[]).filter((text) => typeof text === "string");
  return [...texts, ...files.map(({ filename }) => filename)];
}

function holdsWord(value: unknown, word: string): boolean {
  if (typeof value === "string") return value.includes(word);
  return typeof value === "object" && value !== null && Object.values(value).some((one) => holdsWord(one, word));
}

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
        const { given, links } = noting(input());
        const content = checkContent(channel, write(given), name);
        refuseAbsent(content, { key: given.key, optional: given.optional, links }, name);
        return content;
      } catch (error) {
        if (RelanceError.is(error)) throw error;
        throw new MessageError("message/template-failed", `${name} failed for this row`, { cause: error });
      }
    },
  };
}

/** The same, and the links that are read of it: whoever reads none needs no address that they lead to. */
function noting(input: CodeTemplateInput): { readonly given: CodeTemplateInput; readonly links: readonly string[] } {
  const { ack, optout } = input;
  const links: string[] = [];
  const note = (url: string): string => {
    links.push(url);
    return url;
  };
  const noted = {
    ack: {
      code: ack.code,
      get url() {
        return note(ack.url);
      },
    },
    optout: {
      get url() {
        return note(optout.url);
      },
    },
  };
  // by descriptors: what is written when it is asked for stays so
  const own = { ...Object.getOwnPropertyDescriptors(input), ...Object.getOwnPropertyDescriptors(noted) };
  const given = Object.defineProperties({} as CodeTemplateInput, own);
  return { given, links };
}

/**
 * What was read around `variables` (a copy, a place behind the end of a list, `locale`) shows in the text alone. The random
 * letters of our own links may be any word.
 */
function refuseAbsent(
  content: ContentOf<Channel>,
  given: Pick<CodeTemplateInput, "key" | "optional"> & { readonly links: readonly string[] },
  template: string,
): void {
  const { key, optional, links } = given;
  const random = links.map((url) => url.slice(url.lastIndexOf("/") + 1)).filter(Boolean);
  for (const text of textsOf(content)) {
    const own = random.reduce((rest, letters) => rest.replaceAll(letters, ""), text);
    const [word] = ABSENT.exec(own) ?? [];
    if (word === undefined || key.includes(word) || holdsWord(optional, word)) continue;
    throw new MessageError(
      "message/missing-variable",
      `${template} wrote "${word}", which none of the row's values says: it read a value that is not there or not of its kind`,
    );
  }
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

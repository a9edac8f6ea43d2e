import {
  type Channel,
  type CompiledCampaign,
  type ContentOf,
  contentParts,
  MessageError,
  type RenderInput,
  type Step,
} from "@relance/spec";

/** Reserved name of the campaign that contains all messages of `send()`. */
export const SEND = "send";
/** Column that contains the content of each step of a `send()` message. */
export const INLINE_COLUMN = "relance:content";
/** Column that contains the texts of the acknowledgement page; absent if the call sets no texts. */
export const INLINE_PAGE = "relance:page";
/** Column that contains the recipient's key, because the row's own key is the idempotency key of the call. */
export const INLINE_PERSON = "relance:person";

export const DEADLINE = "72h";

export interface InlinePage {
  readonly subject: string | undefined;
  readonly done: string | undefined;
}

interface InlineShape {
  readonly inline: 1;
  readonly steps: readonly Step[];
}

export function isInline(body: string): boolean {
  return body.startsWith('{"inline":1');
}

/** Returns the text that a campaign version stores for these steps. Messages with equal steps share a version. */
export function inlineBody(steps: readonly Step[]): string {
  return JSON.stringify({ inline: 1, steps } satisfies InlineShape);
}

export function compileInline(body: string): CompiledCampaign {
  const { steps } = JSON.parse(body) as InlineShape;
  return {
    definition: { version: 1, name: SEND, deadline: DEADLINE, steps },
    body,
    hash: "",
    admit: (_raw, line) => ({ refused: { line, reason: "message/bad-text", advice: "send() takes no rows" } }),
    render: (step, input) => renderContent(step, input),
    confirmation: ({ locale, variables }) => {
      const { subject, done } = (variables[INLINE_PAGE] ?? {}) as Partial<InlinePage>;
      const labels = done === undefined ? {} : { done };
      return { words: [{ locale, subject: subject ?? readSubject(steps, variables), labels }] };
    },
  };
}

function contents(variables: Readonly<Record<string, unknown>>): readonly unknown[] {
  const list = variables[INLINE_COLUMN];
  return Array.isArray(list) ? list : [];
}

function renderContent(step: number, input: RenderInput): ContentOf<Channel> {
  const content = contents(input.variables)[step - 1];
  if (typeof content !== "object" || content === null) {
    throw new MessageError("message/missing-variable", `step ${step} has no content`);
  }
  return fill(content, () => input.ack.url) as ContentOf<Channel>;
}

/** Matches the link's placeholder. The link contains the number of the enrollment. */
const LINK = /\{\{\s*ack\.url\s*\}\}/g;

/** Returns the first unknown placeholder, which would otherwise appear as text in the message. */
export function unknownPlaceholder(content: object): string | undefined {
  for (const value of listTexts(content)) {
    const text = value.replaceAll(LINK, "");
    // a regular expression would be slow for text with many unclosed braces
    const start = text.indexOf("{{");
    const end = start < 0 ? -1 : text.indexOf("}}", start + 2);
    if (end >= 0) return text.slice(start, end + 2);
  }
  return undefined;
}

export function usesLink(content: object): boolean {
  return listTexts(content).some((text) => text.search(LINK) >= 0);
}

function listTexts(content: object): readonly string[] {
  return Object.values(content).flatMap((value: unknown) =>
    isRecord(value) ? listTexts(value) : typeof value === "string" ? [value] : [],
  );
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fill(content: object, ackUrl: () => string): object {
  const filled = (value: unknown): unknown => {
    if (typeof value === "string") return value.replaceAll(LINK, ackUrl);
    return isRecord(value) ? fill(value, ackUrl) : value;
  };
  return Object.fromEntries(Object.entries(content).map(([name, value]) => [name, filled(value)]));
}

function readSubject(steps: readonly Step[], variables: Readonly<Record<string, unknown>>): string {
  const [step] = steps;
  const [content] = contents(variables);
  if (step === undefined || typeof content !== "object" || content === null) return "";
  const { head, body } = contentParts(step.channel, content as ContentOf<Channel>);
  return (head?.text ?? body).replaceAll(LINK, "").trim();
}

import {
  type Channel,
  type CompiledCampaign,
  type ContentOf,
  MessageError,
  partsOf,
  type RenderInput,
  type Step,
} from "@relance/spec";

/** The reserved name of the campaign that contains all transactional messages. */
export const SEND = "send";
/** The column that contains the content of a transactional message, one entry per step. */
export const INLINE_COLUMN = "relance:content";
/** The column that contains the texts of the acknowledgement page; absent if the caller passes no texts. */
export const INLINE_PAGE = "relance:page";
/** The column that contains the key of the recipient. The idempotency key is used as the key of the enrollment. */
export const INLINE_PERSON = "relance:person";

/** Default deadline of a message. */
export const DEADLINE = "+72h";

export interface InlinePage {
  readonly subject: string | undefined;
  /** The button text. */
  readonly done: string | undefined;
}

/** The steps of a `send()` form a campaign with one recipient, whose row contains the texts. */
interface InlineShape {
  readonly inline: 1;
  readonly steps: readonly Step[];
}

/** Returns true if {@link inlineBody} wrote this body. */
export function isInline(body: string): boolean {
  return body.startsWith('{"inline":1');
}

/** Returns the canonical body for these steps. Messages with equal steps share one campaign version. */
export function inlineBody(steps: readonly Step[]): string {
  return JSON.stringify({ inline: 1, steps } satisfies InlineShape);
}

/** Compiles such a body. The texts are read from the recipient's row. */
export function compileInline(body: string): CompiledCampaign {
  const { steps } = JSON.parse(body) as InlineShape;
  return {
    definition: { version: 1, name: SEND, deadline: DEADLINE, steps },
    body,
    hash: "",
    admit: (_raw, line) => ({ refused: { line, reason: "message/bad-text", advice: "send() takes no rows" } }),
    render: (step, input) => contentOf(step, input),
    confirmation: ({ locale, variables }) => {
      const { subject, done } = (variables[INLINE_PAGE] ?? {}) as Partial<InlinePage>;
      const labels = done === undefined ? {} : { done };
      return { words: [{ locale, subject: subject ?? subjectOf(steps, variables), labels }] };
    },
  };
}

function contents(variables: Readonly<Record<string, unknown>>): readonly unknown[] {
  const list = variables[INLINE_COLUMN];
  return Array.isArray(list) ? list : [];
}

function contentOf(step: number, input: RenderInput): ContentOf<Channel> {
  const content = contents(input.variables)[step - 1];
  if (typeof content !== "object" || content === null) {
    throw new MessageError("message/missing-variable", `step ${step} has no content`);
  }
  return fill(content, () => input.ack.url) as ContentOf<Channel>;
}

/** A text of `send()` has no placeholder but `{{ ack.url }}`, because the link exists only after the enrollment. */
const LINK = /\{\{\s*ack\.url\s*\}\}/g;

/** Returns the first other placeholder of a content; a recipient would see this placeholder unreplaced. */
export function strangePlaceholder(content: object): string | undefined {
  for (const value of textsOf(content)) {
    const text = value.replaceAll(LINK, "");
    // scans once, because a regular expression would restart at every unclosed brace
    const start = text.indexOf("{{");
    const end = start < 0 ? -1 : text.indexOf("}}", start + 2);
    if (end >= 0) return text.slice(start, end + 2);
  }
  return undefined;
}

/** Returns true if the content contains the acknowledgement link. */
export function usesLink(content: object): boolean {
  return textsOf(content).some((text) => text.search(LINK) >= 0);
}

/** Returns all texts of a content, including nested ones such as the `data` of a push message. */
function textsOf(content: object): readonly string[] {
  return Object.values(content).flatMap((value: unknown) =>
    isRecord(value) ? textsOf(value) : typeof value === "string" ? [value] : [],
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

/** Returns the subject of the acknowledgement page: the message's text without the link. */
function subjectOf(steps: readonly Step[], variables: Readonly<Record<string, unknown>>): string {
  const [step] = steps;
  const [content] = contents(variables);
  if (step === undefined || typeof content !== "object" || content === null) return "";
  const { head, body } = partsOf(step.channel, content as ContentOf<Channel>);
  return (head?.text ?? body).replaceAll(LINK, "").trim();
}

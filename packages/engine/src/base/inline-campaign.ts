import {
  type Channel,
  type CompiledCampaign,
  type ContentOf,
  MessageError,
  partsOf,
  type RenderInput,
  type Step,
} from "@relance/spec";

/** The campaign of all transactional messages; the name is reserved. */
export const SEND = "send";
/** Column of a transactional message's content, one per step. */
export const INLINE_COLUMN = "relance:content";
/** Column of the link page's texts; absent if the caller gives none. */
export const INLINE_PAGE = "relance:page";
/** Column of the recipient's own key. The key of the enrollment is the idempotency key. */
export const INLINE_PERSON = "relance:person";

/** Default deadline of a message. */
export const DEADLINE = "+72h";

/** The caller's texts of the page. */
export interface InlinePage {
  readonly subject: string | undefined;
  /** The button text. */
  readonly done: string | undefined;
}

/** The steps of a `send()`. They form a campaign of one recipient, whose texts are in the row. */
interface InlineShape {
  readonly inline: 1;
  readonly steps: readonly Step[];
}

/** True for bodies of {@link inlineBody}. */
export function isInline(body: string): boolean {
  return body.startsWith('{"inline":1');
}

/** The canonical body for these steps. Equal steps share one version. */
export function inlineBody(steps: readonly Step[]): string {
  return JSON.stringify({ inline: 1, steps } satisfies InlineShape);
}

/** Compiles such a body. The texts come from the recipient's row. */
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

/** The only placeholder of inline texts is `{{ ack.url }}`: the link exists only after enrollment. */
const LINK = /\{\{\s*ack\.url\s*\}\}/g;

/** Returns the first other placeholder of a content, which the recipient would see literally. */
export function strangePlaceholder(content: object): string | undefined {
  for (const value of textsOf(content)) {
    const text = value.replaceAll(LINK, "");
    // in one pass, because a regular expression would restart at every unclosed brace
    const start = text.indexOf("{{");
    const end = start < 0 ? -1 : text.indexOf("}}", start + 2);
    if (end >= 0) return text.slice(start, end + 2);
  }
  return undefined;
}

/** True if a content uses the acknowledgement link. */
export function usesLink(content: object): boolean {
  return textsOf(content).some((text) => text.search(LINK) >= 0);
}

/** All texts of a content, nested ones included, such as in the `data` of an app. */
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

/** The subject of the acknowledgement page: the message's own text, without its link. */
function subjectOf(steps: readonly Step[], variables: Readonly<Record<string, unknown>>): string {
  const [step] = steps;
  const [content] = contents(variables);
  if (step === undefined || typeof content !== "object" || content === null) return "";
  const { head, body } = partsOf(step.channel, content as ContentOf<Channel>);
  return (head?.text ?? body).replaceAll(LINK, "").trim();
}

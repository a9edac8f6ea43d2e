import {
  type AdmittedRow,
  type Channel,
  type Contact,
  type ContentOf,
  type EnrollmentState,
  type Instant,
  MessageError,
  type Step,
} from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { toEnrollRow } from "../enroll/enroll-lines.ts";
import { INLINE_COLUMN, INLINE_PERSON, inlineBody } from "./inline-campaign.ts";
import { type ContactsByChannel, readRecipient } from "./read-recipient.ts";

/** One step of a transactional message: the campaign's step shape, with its content inside. */
export type SendStep = {
  readonly [C in Channel]: {
    readonly channel: C;
    /** Provider instances in fail-over order; absent = every instance of the channel, as configured. */
    readonly route?: readonly string[] | undefined;
    readonly content: ContentOf<C>;
    /** Time to wait for an acknowledgement before the next step, such as `10m`. */
    readonly wait?: string | undefined;
  };
}[Channel];

/** One message to one person, now. */
export interface SendInput {
  /** A repeated call with the same key sends nothing and gets the first answer. */
  readonly idempotencyKey: string;
  readonly recipient: {
    readonly key: string;
    readonly contacts: ContactsByChannel;
    readonly locale?: string | undefined;
  };
  readonly steps: readonly SendStep[];
  /** Nothing is sent after it. @default 72 hours from now */
  readonly deadline?: Instant | undefined;
}

export interface SendAnswer {
  /** `repeated`: this idempotency key was used before. */
  readonly status: "enrolled" | "repeated";
  readonly enrollment: number;
  readonly state: EnrollmentState;
}

const DEADLINE_MS = 72 * 3_600_000;

/**
 * Sends one message as a campaign of one: the same engine, receipts, escalation and ledger.
 * @throws {MessageError} `message/no-contact`, `message/bad-phone`, `message/bad-mailbox`, `message/bad-subscription`,
 * `message/bad-key`, `message/unknown-step`
 */
export async function sendOne(context: EngineContext, input: SendInput): Promise<SendAnswer> {
  const { idempotencyKey } = input;
  const contacts = readRecipient(context, input.recipient.contacts);
  if (idempotencyKey.trim() === "") throw new MessageError("message/bad-key", "idempotencyKey is empty");
  if (input.steps.length === 0) throw new MessageError("message/unknown-step", "name at least one step");
  const steps = input.steps.map((step): Step => {
    const route = step.route ?? routeOf(context, step.channel);
    return { channel: step.channel, route, template: "inline", wait: step.wait };
  });
  const body = inlineBody(steps);
  const hash = context.runtime.hash(body);
  const plan = context.options.planOf({ version: 1, name: "send", deadline: "+72h", steps });
  const defined = await context.store.define({
    tenant: "",
    name: "send",
    occurrence: "",
    hash,
    body,
    plan,
    audience: "open",
    manyVersions: true,
  });
  const row = toEnrollRow(context, { defined, tenant: "" }, toRow(input, contacts));
  const answer = await context.store.enroll({
    campaign: defined.campaign,
    version: defined.version,
    importId: `send:${idempotencyKey}`,
    seq: 0,
    rows: [row],
    refused: [],
  });
  const person = await context.store.read({ campaign: defined.campaign, key: idempotencyKey });
  if (person === undefined)
    throw new MessageError("message/bad-key", "the store refused this idempotencyKey");
  const isNew = !answer.replayed && answer.counts.new === 1;
  return { status: isNew ? "enrolled" : "repeated", enrollment: person.enrollment, state: person.state };
}

function routeOf(context: EngineContext, channel: Channel): string[] {
  const prefix = `${channel}.`;
  const route = [...context.providers.keys()].filter((name) => name.startsWith(prefix));
  if (route.length === 0)
    throw new MessageError("message/unknown-step", `no provider for ${channel} is configured`);
  return route.map((name) => name.slice(prefix.length));
}

function toRow(input: SendInput, contacts: readonly Contact[]): AdmittedRow {
  const { idempotencyKey, recipient, steps, deadline } = input;
  return {
    line: 1,
    key: idempotencyKey,
    contacts,
    variables: { [INLINE_PERSON]: recipient.key, [INLINE_COLUMN]: steps.map(({ content }) => content) },
    locale: recipient.locale,
    deadline: deadline === undefined ? { afterMs: DEADLINE_MS } : { at: deadline.getTime() },
    steps: 2 ** steps.length - 1,
  };
}

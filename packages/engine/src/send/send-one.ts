import {
  type AdmittedRow,
  type CallerDb,
  ConfigError,
  type Contact,
  type ContentOf,
  channels,
  type DefineInput,
  type Duration,
  type EnrollAnswer,
  type EnrollmentState,
  type EnrollRow,
  FORGOTTEN_KEY,
  type Instant,
  isForgottenKey,
  isTimezone,
  MessageError,
  nameAll,
  refuseProblems,
  unknownNames,
} from "@relance/spec";
import canonicalize from "canonicalize";
import type { EngineContext, Needs } from "../base/context.ts";
import {
  DEADLINE,
  INLINE_COLUMN,
  INLINE_PAGE,
  INLINE_PERSON,
  type InlinePage,
  inlineBody,
  SEND,
} from "../base/inline-campaign.ts";
import type { Outcome, OutcomeOptions } from "../base/outcomes.ts";
import { checkKey, digestPerson, personKey } from "../base/person-key.ts";
import { deposit } from "../deposit/deposit.ts";
import { toEnrollRows } from "../enroll/enroll-rows.ts";
import {
  type ContactsByChannel,
  type NamesByChannel,
  readDeadline,
  readPage,
  readRecipient,
  readSteps,
  type SendOnMissingReceipt,
  type SendStep,
} from "./read-request.ts";

export interface SendInput<P extends NamesByChannel = NamesByChannel> {
  /** A repeated call with the same key sends nothing and returns the first answer. Each new message needs a new key. */
  readonly idempotencyKey: string;
  readonly recipient: {
    readonly key: string;
    /** Addresses by channel, such as `{ sms: "+33639980001", email: ["a@example.org", "b@example.org"] }`. */
    readonly contacts: ContactsByChannel;
    /** ISO 3166 country of national phone numbers, such as `FR`. @default phone numbers need a country code */
    readonly country?: string | undefined;
    readonly locale?: string | undefined;
    /** Time zone of the acknowledgement page, such as `Europe/Paris`. @default UTC */
    readonly timezone?: string | undefined;
  };
  /** A customer of your application, with its own suppressions and counts. @default "" */
  readonly tenant?: string | undefined;
  /** The steps run in this order until the recipient acknowledges. */
  readonly steps: readonly SendStep<P>[];
  /**
   * No message is sent after the deadline, which is an instant or a duration from now, such as `30m`. If you may repeat
   * the call, pass a duration: an instant computed from the current time differs in each call. @default "72h"
   */
  readonly deadline?: Instant | Duration | undefined;
  /** Subject of the acknowledgement page, up to 200 characters. @default the text of the first step */
  readonly subject?: string | undefined;
  /** Text of the page's button, up to 80 characters. @default the built-in text of the page */
  readonly button?: string | undefined;
}

/** The enrollment, with a method that waits for its outcome. */
export interface SendAnswer {
  /** `repeated`: an earlier call had the same idempotency key. */
  readonly status: "enrolled" | "repeated";
  readonly enrollment: number;
  readonly state: EnrollmentState;
  /**
   * Waits for the outcome. After a restart, repeat the `send` call, or use the campaign handle:
   * `(await relance.campaigns.get("send")).outcome(idempotencyKey)`.
   * @throws {ConfigError} `config/invalid` for an invalid `timeout` or an unknown option
   */
  outcome(options?: OutcomeOptions): Promise<Outcome>;
}

export async function sendOne(context: EngineContext, input: SendInput): Promise<SendAnswer> {
  const { store } = context;
  const { define, row, importId } = read(context, input);
  const { key } = row;
  const { campaign, version } = await store.define(define);
  await admitNew(context, campaign, row, input);
  const rows = [await toPersonRow(context, campaign, input, row)];
  const answer = await store.enroll({ campaign, version, importId, seq: 0, rows, refused: [] });
  const person = await store.read({ campaign, key });
  if (person === undefined)
    throw new MessageError("message/forgotten", "the recipient of this idempotencyKey was forgotten: nothing is sent");
  if (isReused(answer))
    throw new MessageError(
      "message/key-reused",
      "this idempotencyKey belongs to another message: use another key for this one",
    );
  const isNew = !answer.replayed && answer.counts.new === 1;
  const { enrollment, state } = person;
  return {
    status: isNew ? "enrolled" : "repeated",
    enrollment,
    state,
    outcome: (options) => context.outcomes.of(enrollment, options),
  };
}

export async function depositOne(context: EngineContext, input: SendInput, db: CallerDb): Promise<void> {
  const { define, row, importId } = read(context, input);
  const seen = { key: row.key, contacts: contactsInUse(row, input) };
  await context.plugins.beforeStore(SEND, [seen], async () => false);
  await context.sendGuard?.admit(seen.contacts);
  const rows = [await toPersonRow(context, 0, input, row)];
  await deposit(context, db, [{ verb: "send", define, chunk: { importId, seq: 0, rows, refused: [] } }]);
}

function isReused({ replayed, counts, refusals }: EnrollAnswer): boolean {
  return replayed ? counts.refused > 0 : refusals.some(({ reason }) => reason === "message/key-reused");
}

function isOver({ runtime }: Needs<"runtime">, { deadline }: AdmittedRow): boolean {
  return "at" in deadline && deadline.at <= runtime.now();
}

/** Checks a new call. A repeated call is accepted, even after the deadline or if the guard would refuse a new one. */
async function admitNew(context: EngineContext, campaign: number, row: AdmittedRow, input: SendInput): Promise<void> {
  const isKnown = async () => (await context.store.read({ campaign, key: row.key })) !== undefined;
  const seen = { key: row.key, contacts: contactsInUse(row, input) };
  await context.plugins.beforeStore(SEND, [seen], isKnown);
  if ((context.sendGuard === undefined && !isOver(context, row)) || (await isKnown())) return;
  if (isOver(context, row)) throw new MessageError("message/bad-time", "write a deadline in the future");
  try {
    await context.sendGuard?.admit(seen.contacts);
  } catch (error) {
    if (!(await isKnown())) throw error; // a parallel call with the same key may have stored it first
  }
}

function contactsInUse({ contacts }: AdmittedRow, { steps }: SendInput): readonly Contact[] {
  const used = [...new Set(steps.map(({ channel }) => channel))];
  return used.flatMap((channel) => contacts.filter((contact) => contact.channel === channel));
}

function read(
  context: EngineContext,
  input: SendInput,
): { readonly define: DefineInput; readonly row: AdmittedRow; readonly importId: string } {
  const { runtime, options } = context;
  refuseMisspelt(input);
  const key = personKey(input.idempotencyKey);
  if (key === undefined)
    throw new MessageError("message/bad-key", "an idempotencyKey is a text of at most 200 characters");
  if ([key, personKey(input.recipient.key) ?? ""].some(isForgottenKey))
    throw new MessageError("message/bad-key", `a key must not begin with ${FORGOTTEN_KEY}`);
  if (input.recipient.timezone !== undefined && !isTimezone(input.recipient.timezone))
    throw new MessageError("message/bad-timezone", "write a time zone such as Europe/Paris");
  const deadline = readDeadline(input.deadline);
  const page = readPage(input);
  const contacts = readRecipient(context, input.recipient);
  const steps = readSteps(context, input.steps, contacts);
  const body = inlineBody(steps);
  const define: DefineInput = {
    tenant: input.tenant ?? "",
    name: SEND,
    occurrence: "",
    hash: runtime.hash(body),
    body,
    plan: { ...options.planOf({ version: 1, name: SEND, deadline: DEADLINE, steps }), weight: 0, neverWaits: true },
    audience: "open",
    manyVersions: true,
  };
  const person = checkKey(input.recipient.key);
  const own = { [INLINE_PERSON]: input.recipient.key, [INLINE_COLUMN]: input.steps.map(({ content }) => content) };
  const variables = page === undefined ? own : { ...own, [INLINE_PAGE]: page };
  const { locale, timezone } = input.recipient;
  const call = { key, recipient: person, contacts, locale, timezone, deadline, steps: input.steps, page };
  const importId = buildImportId(context, call);
  const applying = 2 ** steps.length - 1;
  return { define, row: { key, contacts, variables, deadline, line: 1, locale, timezone, steps: applying }, importId };
}

interface Call {
  readonly key: string;
  readonly recipient: string;
  readonly contacts: readonly Contact[];
  readonly locale: string | undefined;
  readonly timezone: string | undefined;
  /** A duration is not converted to an instant, so that a retry has the hash of the first call. */
  readonly deadline: AdmittedRow["deadline"];
  readonly steps: readonly SendStep[];
  readonly page: InlinePage | undefined;
}

/**
 * Returns a keyed hash of everything that the recipient gets. The store keeps one per idempotency key. The oldest index
 * key is never removed, so a retry after a key rotation has the hash of the first call.
 */
function buildImportId({ signer }: Needs<"signer">, call: Call): string {
  return `send:${signer.digests(`send|${canonicalize(call)}`).at(-1)}`;
}

/** Creates the row. The row's key is the idempotency key; a column contains the recipient's key. */
async function toPersonRow(
  context: EngineContext,
  campaign: number,
  { recipient, tenant = "" }: SendInput,
  row: AdmittedRow,
): Promise<EnrollRow> {
  const person = checkKey(recipient.key);
  const tombstones = digestPerson(context.signer, tenant, person);
  const [named] = await toEnrollRows(context, { campaign, tenant }, [row]);
  return { ...(named as EnrollRow), person, tombstones };
}

const NAMES = nameAll<SendInput>()("idempotencyKey recipient tenant steps deadline subject button");
const RECIPIENT = nameAll<SendInput["recipient"]>()("key contacts country locale timezone");
const STEP = nameAll<SendStep>()("channel route content wait onMissingReceipt");
const ON_MISSING_RECEIPT = nameAll<SendOnMissingReceipt>()("after do");

/** The members that a built-in channel's content may have. The content of a custom channel may have other members. */
const CONTENT = new Map<string | undefined, readonly string[]>([
  ["sms", nameAll<ContentOf<"sms">>()("text")],
  ["email", nameAll<ContentOf<"email">>()("subject text html attachments")],
  ["push", nameAll<ContentOf<"push">>()("title body url tag")],
  ["app", nameAll<ContentOf<"app">>()("title body url tag data")],
]);

/** Refuses unknown options, because a misspelt option would have no effect. @throws {ConfigError} `config/invalid` */
function refuseMisspelt(input: SendInput): void {
  if (typeof input !== "object" || input === null)
    throw new ConfigError("config/invalid", "send: write { idempotencyKey, recipient, steps }");
  const steps: unknown = input.steps;
  refuseProblems([
    ...unknownNames(input, NAMES, "send"),
    ...unknownNames(input.recipient, RECIPIENT, "send.recipient"),
    ...unknownNames(input.recipient?.contacts, channels(), "send.recipient.contacts"),
    ...(Array.isArray(steps) ? steps : []).flatMap((step: Partial<SendStep> | null, k) => [
      ...unknownNames(step, STEP, `send.steps[${k}]`),
      ...unknownNames(
        CONTENT.has(step?.channel) && step?.content,
        CONTENT.get(step?.channel) ?? [],
        `send.steps[${k}].content`,
      ),
      ...unknownNames(step?.onMissingReceipt, ON_MISSING_RECEIPT, `send.steps[${k}].onMissingReceipt`),
    ]),
  ]);
  const missing = (["idempotencyKey", "recipient", "steps"] as const).filter((name) => input[name] === undefined);
  refuseProblems(missing.length === 0 ? [] : [{ path: "send", advice: `write ${missing.join(", ")} as well` }]);
  if (!Array.isArray(steps)) throw new MessageError("message/unknown-step", "name at least one step");
  const contacts: unknown = input.recipient?.contacts;
  if (typeof contacts !== "object" || contacts === null)
    throw new MessageError("message/no-contact", "the recipient has no contact");
}

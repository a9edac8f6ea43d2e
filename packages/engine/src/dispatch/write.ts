import {
  type AttemptOutcome,
  type Channel,
  type ClaimedRow,
  type ContentOf,
  getChannel,
  type Message,
  type MessageAnswer,
  MessageError,
  openAddress,
  RelanceError,
  type RenderInput,
} from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { contactDigests } from "../base/keyed-hashes.ts";
import type { LiveVersion } from "../base/versions.ts";
import { toOutcome } from "./deliver.ts";

const UNUSABLE_MS = 30_000;

type Written =
  | { readonly message: Message; readonly unwritten?: undefined }
  | { readonly message?: undefined; readonly unwritten: AttemptOutcome };

/** Renders the message of a claimed row. If rendering fails, nothing is sent. Never rejects. */
export async function write(context: EngineContext, row: ClaimedRow, now: number): Promise<Written> {
  const { attemptId } = row;
  if (row.isForeign) return { unwritten: { attemptId, kind: "not-sent" } };
  if (row.isUnreadable) {
    const unreadable = new MessageError("message/unreadable", "the stored data of this recipient cannot be decrypted");
    return { unwritten: toOutcome(attemptId, unreadable) };
  }
  let version: LiveVersion;
  try {
    version = await context.versions.get(row.version);
  } catch (error) {
    return { unwritten: withoutVersion(attemptId, error) };
  }
  try {
    return { message: addressMessage(context, version, row, now) };
  } catch (error) {
    return { unwritten: toOutcome(attemptId, asMessageError(error)) };
  }
}

/**
 * Returns the outcome of an attempt whose campaign version cannot be loaded. After a store failure, the row is tried
 * again. If this process lacks the version's templates, the process pauses, and the failure does not count as a try.
 */
function withoutVersion(attemptId: string, error: unknown): AttemptOutcome {
  if (RelanceError.is(error) && error.family === "store") return { attemptId, kind: "not-sent" };
  const errorCode = RelanceError.is(error) ? error.code : "template/invalid";
  return { attemptId, kind: "deferred", errorCode, retryAfterMs: UNUSABLE_MS };
}

function asMessageError(error: unknown): unknown {
  if (RelanceError.is(error)) return error;
  return new MessageError("message/template-failed", "the message could not be rendered", { cause: error });
}

export type AddressedRow = Omit<ClaimedRow, "dueAt">;

/** @throws {MessageError} if the template cannot be rendered for this recipient */
export function addressMessage(context: EngineContext, version: LiveVersion, row: AddressedRow, now: number): Message {
  const { links } = context;
  let ackUrl: string | undefined;
  let offersOptOut = false;
  const names = () => contactDigests(context, row.channel, row.address);
  const optOutUrl = () => links.optOut(row.enrollment, row.channel, names());
  const input: RenderInput = {
    key: row.key,
    variables: JSON.parse(row.variables),
    locale: row.locale,
    timezone: row.timezone,
    deadline: row.deadline,
    ack: {
      code: row.code,
      get url() {
        ackUrl ??= links.acknowledge(row.enrollment, names()[0]);
        return ackUrl;
      },
    },
    optout: {
      get url() {
        offersOptOut = true;
        return optOutUrl();
      },
    },
  };
  const { publicUrl } = context.options;
  const { name: campaign, occurrence, tenant } = version.stored;
  const { buttons = 0, optOut = false } = getChannel(row.channel);
  const content: ContentOf<Channel> = version.compiled.render(row.step, input);
  return {
    channel: row.channel,
    attemptId: row.attemptId,
    to: openAddress(row.channel, row.address),
    content,
    callbackUrl: links.callback(row.provider, row.attemptId),
    ackUrl: publicUrl === undefined ? undefined : input.ack.url,
    ...(buttons > 0 && publicUrl !== undefined ? { answers: pressableAnswers(version, input, buttons) } : {}),
    ...(optOut && publicUrl !== undefined ? { optOutUrl: optOutUrl(), offersOptOut } : {}),
    validityMs: Math.max(0, row.deadline - now),
    purpose: { campaign, occurrence, tenant, step: row.step },
  };
}

/** Returns the campaign's first answers as buttons if a button press confirms; otherwise none. */
function pressableAnswers(
  { stored, compiled }: LiveVersion,
  person: Parameters<LiveVersion["compiled"]["confirmation"]>[0],
  most: number,
): readonly MessageAnswer[] | undefined {
  const { via = ["link"] } = compiled.definition.confirm ?? {};
  if (!via.includes("link") || stored.plan.strength !== "gesture") return undefined;
  const names = Object.keys(stored.plan.answers).slice(0, most);
  if (names.length === 0) return undefined;
  const [words] = compiled.confirmation(person).words; // the texts in the recipient's language are first
  return names.map((name) => {
    const label = words !== undefined && Object.hasOwn(words.labels, name) ? words.labels[name] : undefined;
    return label === undefined ? { name } : { name, label };
  });
}

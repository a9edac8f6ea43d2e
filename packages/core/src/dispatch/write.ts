import { type AttemptOutcome, type ClaimedRow, type Message, MessageError, RelanceError } from "@relance/spec";
import type { LiveVersion } from "../campaign/versions.ts";
import type { EngineContext } from "../context.ts";
import { addressMessage } from "./address-message.ts";
import { outcomeOf } from "./outcome-of.ts";

/** How long a version that cannot be compiled is left alone before it is tried again, in milliseconds. */
const UNUSABLE_MS = 30_000;

/** A message, or what it proves that there is none. */
export type Written =
  | { readonly message: Message; readonly unwritten?: undefined }
  | { readonly message?: undefined; readonly unwritten: AttemptOutcome };

/** Writes the message of one claimed row. Whatever goes wrong here, nothing was sent. Never rejects. */
export async function write(context: EngineContext, row: ClaimedRow, now: number): Promise<Written> {
  const { attemptId } = row;
  if (row.isReplaced) return { unwritten: { attemptId, kind: "not-sent" } };
  if (row.isUnreadable) {
    const unreadable = new MessageError("message/unreadable", "what is stored of this person cannot be decrypted");
    return { unwritten: outcomeOf(attemptId, unreadable) };
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
    return { unwritten: outcomeOf(attemptId, asMessageError(error)) };
  }
}

/**
 * The store could not be read: the same again in a moment. A version that this process cannot compile, such as one
 * whose templates in code are gone, is nobody's fault in the audience: no try is counted, and the provider rests.
 */
function withoutVersion(attemptId: string, error: unknown): AttemptOutcome {
  if (RelanceError.is(error) && error.family === "store") return { attemptId, kind: "not-sent" };
  const errorCode = RelanceError.is(error) ? error.code : "template/invalid";
  return { attemptId, kind: "deferred", errorCode, retryAfterMs: UNUSABLE_MS };
}

/** A template that fails in another way than it may fails for this person alone. */
function asMessageError(error: unknown): unknown {
  if (RelanceError.is(error)) return error;
  return new MessageError("message/template-failed", "the message could not be written", { cause: error });
}

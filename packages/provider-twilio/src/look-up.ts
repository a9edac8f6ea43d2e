import type { LookupAnswer, LookupQuestion } from "@relance/spec";
import { ProviderError } from "@relance/spec";
import { evidenceOf } from "./message-status.ts";
import type { TwilioLine } from "./twilio-line.ts";

/** Clocks of two houses differ by this much at most, in milliseconds. */
const SKEW_MS = 5_000;
/** A request that left in time arrives within this, in milliseconds. */
const ARRIVAL_MS = 30_000;
const PAGE_SIZE = 50;

interface FoundMessage {
  readonly sid: string;
  readonly status: string;
  readonly errorCode: number | null;
}

/**
 * Asks what became of an attempt.
 *
 * By its ref that is certain. Without one, Twilio has nothing that names the attempt: then the one message that
 * was made for this number at that time is taken for it, and none, or several, is "not found", which proves nothing.
 */
export async function lookUp(
  line: TwilioLine,
  { ref, to, submittedAt }: LookupQuestion,
  signal: AbortSignal,
): Promise<LookupAnswer> {
  const found = ref === undefined ? await byNumber(line, to, submittedAt, signal) : await byRef(line, ref, signal);
  if (found === undefined) return "not-found";
  const errorCode = found.errorCode ? String(found.errorCode) : undefined;
  return evidenceOf(found.sid, found.status, errorCode) ?? "still-accepted";
}

async function byRef(line: TwilioLine, ref: string, signal: AbortSignal): Promise<FoundMessage | undefined> {
  try {
    return await line.call(signal, (client) => client.messages(ref).fetch());
  } catch (error) {
    if (error instanceof ProviderError && error.vendorCode === "20404") return undefined;
    throw error;
  }
}

async function byNumber(
  line: TwilioLine,
  to: string | undefined,
  submittedAt: Date,
  signal: AbortSignal,
): Promise<FoundMessage | undefined> {
  if (to === undefined) return undefined;
  const page = await line.call(signal, (client) => client.messages.page({ to, pageSize: PAGE_SIZE }));
  const from = submittedAt.getTime() - SKEW_MS;
  const near = page.instances.filter(({ direction, dateCreated }) => {
    const at = dateCreated.getTime();
    return direction !== "inbound" && at >= from && at <= submittedAt.getTime() + ARRIVAL_MS;
  });
  return near.length === 1 ? near[0] : undefined;
}

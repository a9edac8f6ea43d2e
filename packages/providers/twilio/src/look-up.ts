import { type LookupAnswer, type LookupQuestion, ProviderError, type ReplyItem } from "@relance/spec";
import { KIND } from "./read-options.ts";
import { readStatus } from "./receipts.ts";
import type { TwilioLine } from "./twilio-line.ts";

const SKEW_MS = 5_000;
const ARRIVAL_MS = 30_000;
const PAGE_SIZE = 50;

interface FoundMessage {
  readonly sid: string;
  readonly status: string;
  readonly errorCode: number | null;
}

/** Looks up an attempt. Without Twilio's id, only a single message to the number at that time counts. */
export async function lookUp(
  line: TwilioLine,
  { ref, to, submittedAt }: LookupQuestion,
  signal: AbortSignal,
): Promise<LookupAnswer> {
  const found = ref === undefined ? await byNumber(line, to, submittedAt, signal) : await byRef(line, ref, signal);
  if (found === undefined) return "not-found";
  const errorCode = found.errorCode ? String(found.errorCode) : undefined;
  return readStatus(found.sid, found.status, errorCode) ?? "still-accepted";
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

const REPLIES_PAGE_SIZE = 1_000;
/** Maximum number of pages: 100,000 messages, more than arrive while our server is down. */
const MAX_PAGES = 100;

/** Returns SMS to our number since a time, oldest first. @throws {ProviderError} `provider/bad-response` */
export async function missedReplies(
  line: TwilioLine,
  ownNumber: string,
  since: Date,
  signal: AbortSignal,
): Promise<readonly ReplyItem[]> {
  const replies: ReplyItem[] = [];
  let page = await line.call(signal, (client) =>
    client.messages.page({ to: ownNumber, dateSentAfter: since, pageSize: REPLIES_PAGE_SIZE }),
  );
  for (let pages = 1; ; pages++) {
    for (const { direction, sid, from, to, body } of page.instances) {
      if (direction !== "inbound") continue;
      replies.push({ type: "reply", from, to, text: body, eventId: sid }); // Twilio's webhook states no time either
    }
    if (page.nextPageUrl === undefined) return replies.reverse(); // Twilio lists the newest first
    if (pages === MAX_PAGES) {
      const fact = `more than ${REPLIES_PAGE_SIZE * MAX_PAGES} messages to read`;
      throw new ProviderError("provider/bad-response", fact, { provider: KIND, disposition: "retry" });
    }
    const next = page.nextPageUrl;
    page = await line.call(signal, (client) => client.messages.getPage(next));
  }
}

import { ProviderError, type ReplyItem } from "@relance/spec";
import { KIND } from "./read-options.ts";
import type { TwilioLine } from "./twilio-line.ts";

/** Largest page that Twilio gives. */
const PAGE_SIZE = 1_000;
/** 100,000 messages; more than that is no gap but another life. */
const MAX_PAGES = 100;

/**
 * Reads the SMS that people sent to our number since then, oldest first: those whose webhook nobody heard.
 *
 * @throws {ProviderError} `provider/bad-response` when there are more than can be read: a part would look like all
 */
export async function missedReplies(
  line: TwilioLine,
  ownNumber: string,
  since: Date,
  signal: AbortSignal,
): Promise<readonly ReplyItem[]> {
  const replies: ReplyItem[] = [];
  let page = await line.call(signal, (client) =>
    client.messages.page({ to: ownNumber, dateSentAfter: since, pageSize: PAGE_SIZE }),
  );
  for (let pages = 1; ; pages++) {
    for (const { direction, sid, from, to, body, dateSent, dateCreated } of page.instances) {
      if (direction !== "inbound") continue;
      const occurredAt = (dateSent ?? dateCreated).getTime();
      replies.push({ type: "reply", from, to, text: body, eventId: sid, occurredAt });
    }
    if (page.nextPageUrl === undefined) return replies.reverse(); // Twilio lists the newest first
    if (pages === MAX_PAGES) throw tooMany();
    const next = page.nextPageUrl;
    page = await line.call(signal, (client) => client.messages.getPage(next));
  }
}

function tooMany(): ProviderError {
  return new ProviderError("provider/bad-response", `more than ${PAGE_SIZE * MAX_PAGES} messages to read`, {
    provider: KIND,
    disposition: "retry",
  });
}

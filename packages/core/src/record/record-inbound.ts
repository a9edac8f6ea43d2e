import type { InboundItem, RecordAnswer, RecordItem } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { contactDigest } from "../enroll/enroll-lines.ts";
import { readReply } from "./read-reply.ts";

/** Most items of one store call: what a far end lists after a long gap is no reason to hold up everybody else. */
const BATCH = 500;

/** Longest text of a reply that is kept, in characters. */
const MAX_TEXT = 10_000;

/** Commits what came in; the answer to the far end leaves only after this resolved (R2). */
export async function recordInbound(
  context: EngineContext,
  instance: string,
  items: readonly InboundItem[],
  raw?: Uint8Array,
): Promise<readonly RecordAnswer[]> {
  const channel = instance.slice(0, instance.indexOf("."));
  const rows = items.map(readable).map((item): RecordItem => {
    const reply =
      item.type === "reply" ? readReply(item, contactDigest(context, channel, item.from)) : undefined;
    return { provider: instance, item, raw, reply };
  });
  const answers: RecordAnswer[] = [];
  for (let start = 0; start < rows.length; start += BATCH) {
    answers.push(...(await context.store.record(rows.slice(start, start + BATCH))));
  }
  answers.forEach((answer, index) => {
    const item = rows[index]?.item;
    if (item?.type === "reply") context.replyAnswers.add(instance, item, answer);
  });
  return answers;
}

/** A reply is never lost for what a text column cannot hold; the bytes as received are kept beside it. */
function readable(item: InboundItem): InboundItem {
  if (item.type !== "reply") return item;
  return { ...item, text: item.text.slice(0, MAX_TEXT).toWellFormed().replaceAll("\0", "\uFFFD") };
}

import { type InboundItem, keptText, type RecordAnswer, type RecordItem, vendorCode } from "@relance/spec";
import { contactDigests, storedName } from "../contact-names.ts";
import type { EngineContext } from "../context.ts";
import { refNames } from "../ref-names.ts";
import { complaintStop } from "./complaint-stop.ts";
import { readReply } from "./read-reply.ts";

/** Most items of one store call: what a far end lists after a long gap is no reason to hold up everybody else. */
const BATCH = 500;

/** A phone number or a mail address, as it can be read in an id. */
const NAMES = /(?<![\da-z])\+?\d{9,15}(?![\da-z])|@/i;

/** Commits what came in; the answer to the far end leaves only after this resolved. */
export async function recordInbound(
  context: EngineContext,
  instance: string,
  items: readonly InboundItem[],
  raw?: Uint8Array,
): Promise<readonly RecordAnswer[]> {
  const channel = instance.slice(0, instance.indexOf("."));
  const rows: RecordItem[] = [];
  for (const item of items.map((item) => nameless(context, instance, readable(item)))) {
    rows.push({ provider: instance, raw, ...(await understood(context, channel, item)) });
  }
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

/**
 * Some far ends make ids of what they report out of the number. An id only tells repeats apart, and outlives the person: it
 * is kept as a keyed hash then.
 */
function nameless({ signer }: EngineContext, instance: string, item: InboundItem): InboundItem {
  if (!("eventId" in item) || item.eventId === undefined || !NAMES.test(item.eventId)) return item;
  const [eventId] = signer.digests(`event|${instance}|${item.eventId}`);
  return { ...item, eventId };
}

/** What is stored of an item: for replies how they read, for receipts what stands for an id that may name the recipient. */
async function understood(
  context: EngineContext,
  channel: string,
  item: InboundItem,
): Promise<Pick<RecordItem, "item" | "reply" | "refNames">> {
  if (item.type === "receipt") return { item, refNames: refNames(context.signer, item.ref) };
  if (item.type === "reply") {
    const digest = await storedName(context, contactDigests(context, channel, item.from));
    return { item, reply: readReply(item, digest) };
  }
  if (item.type !== "signal" || item.optOutUrl === undefined) return { item };
  const stop = await complaintStop(context, channel, item);
  if (stop !== undefined) return { item: stop.item, reply: readReply(stop.item, stop.digest) };
  const { optOutUrl: _, ...hint } = item; // no link is kept that somebody could use
  return { item: hint };
}

/**
 * A reply is never lost for what a text column cannot hold; the bytes as received are kept beside it. What a far end says
 * instead of a code stands nowhere else.
 */
function readable(item: InboundItem): InboundItem {
  if (item.type === "receipt") return { ...item, errorCode: vendorCode(item.errorCode) };
  if (item.type !== "reply") return item;
  return { ...item, text: keptText(item.text) };
}

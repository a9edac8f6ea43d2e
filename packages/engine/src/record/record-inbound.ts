import {
  type Channel,
  channelOf,
  channelOfProvider,
  type InboundItem,
  keptText,
  type RecordAnswer,
  type RecordItem,
  RelanceError,
  type ReplyItem,
  type SignalItem,
  vendorCode,
} from "@relance/spec";
import { contactDigests, storedName } from "../base/contact-names.ts";
import type { EngineContext } from "../base/context.ts";
import { optOutTarget } from "../base/links.ts";
import { createMeasure } from "../base/measure.ts";
import { refNames } from "../base/ref-names.ts";
import { readReply } from "./read-reply.ts";

/** Most items of one store call: what a provider's API lists after a long gap is no reason to delay all others. */
const BATCH = 500;

/** A phone number or a mail address, as it can be read in an id. */
const NAMES = /(?<![\da-z])\+?\d{9,15}(?![\da-z])|@/i;

/** Commits what came in; the answer to the provider's API leaves only after this resolved. */
export async function recordInbound(
  context: EngineContext,
  provider: string,
  items: readonly InboundItem[],
  raw?: Uint8Array,
): Promise<readonly RecordAnswer[]> {
  const channel = channelOfProvider(provider) ?? "sms";
  const measure = createMeasure(context);
  const rows: RecordItem[] = [];
  for (const item of items.map((item) => nameless(context, provider, readable(item)))) {
    rows.push({ provider: provider, raw, ...(await understood(context, provider, channel, item)) });
  }
  const answers: RecordAnswer[] = [];
  for (let start = 0; start < rows.length; start += BATCH) {
    answers.push(...(await context.store.record(rows.slice(start, start + BATCH))));
  }
  answers.forEach((answer, index) => {
    const item = rows[index]?.item;
    const { answeredMs: ms } = answer;
    if (item?.type === "receipt" && ms !== undefined)
      measure.answered([{ provider: provider, outcome: item.kind === "undelivered" ? item.kind : "delivered", ms }]);
    if (item?.type === "reply") context.replyAnswers.add(provider, item, answer);
  });
  return answers;
}

/**
 * Some carriers make the ids of replies out of the sender's number. An id outlives the recipient, so it is kept as a
 * keyed hash then.
 */
function nameless({ signer }: EngineContext, provider: string, item: InboundItem): InboundItem {
  if (item.type !== "reply" || item.eventId === undefined || !NAMES.test(item.eventId)) return item;
  const [eventId] = signer.digests(`event|${provider}|${item.eventId}`);
  return { ...item, eventId };
}

/** What is stored of an item: for replies how they read, for receipts what stands for an id that may name the recipient. */
async function understood(
  context: EngineContext,
  provider: string,
  channel: Channel,
  item: InboundItem,
): Promise<Pick<RecordItem, "item" | "reply" | "refNames">> {
  if (item.type === "receipt") return { item, refNames: refNames(context.signer, item.ref) };
  if (item.type === "reply") {
    const from = senderOf(context, provider, channel, item);
    if (from === undefined) return { item };
    const digest = await storedName(context, contactDigests(context, channel, from));
    return {
      item: { ...item, from },
      reply: { ...readReply(item, digest), confirmStop: context.options.replies?.confirmStop },
    };
  }
  if (item.type !== "signal" || item.optOutUrl === undefined) return { item };
  const stop = await complaintStop(context, channel, item);
  if (stop !== undefined) return { item: stop.item, reply: readReply(stop.item, stop.digest) };
  const { optOutUrl: _, ...hint } = item; // no link is kept that could be used
  return { item: hint };
}

/** A phone number as vendors write it: `+`, `00` or nothing, then country code and number. Short codes have fewer digits. */
const COUNTRY_CODE_FIRST = /^(?:00)?(?=[1-9]\d{6,14}$)/;

/**
 * Returns the sender of a reply in the normal form of the channel, which contacts are hashed in. `undefined` for a short code, a
 * name or a national number: such a reply is kept, logged and counted, and concerns no recipient.
 */
function senderOf(
  { options, refused, log }: EngineContext,
  provider: string,
  channel: Channel,
  item: ReplyItem,
): string | undefined {
  const from = item.from.trim(); // a `+` that a vendor forgot to encode arrives as a blank
  const isPhone = channelOf(channel).address.read === "phone";
  try {
    return options.readAddress(channel, isPhone ? from.replace(COUNTRY_CODE_FIRST, "+") : from);
  } catch (error) {
    const code = RelanceError.is(error) ? error.code : "message/bad-address";
    refused.set(code, (refused.get(code) ?? 0) + 1);
    log({ level: "warn", event: "reply.unknown-sender", facts: { provider, code } });
    return undefined;
  }
}

/**
 * A reply is never lost for what a text column cannot hold; the bytes as received are kept beside it. What a provider's
 * API says instead of a code stands nowhere else.
 */
function readable(item: InboundItem): InboundItem {
  if (item.type === "receipt") return { ...item, errorCode: vendorCode(item.errorCode) };
  if (item.type !== "reply") return item;
  return { ...item, text: keptText(item.text) };
}

/** A complaint without a name, as the STOP of the contact that its mail went to. */
interface ComplaintStop {
  readonly item: ReplyItem;
  readonly digest: string;
}

/**
 * Reads the opt-out link of the mail that a complaint is about. Providers take the addresses out of their complaints
 * and leave this in; any reader of the link could press it, so a complaint that carries it does no more than that.
 * `undefined` where it is not ours, or is about another channel.
 */
async function complaintStop(
  context: EngineContext,
  channel: Channel,
  { optOutUrl = "", attemptId = "", occurredAt }: SignalItem,
): Promise<ComplaintStop | undefined> {
  const token = /\/u\/([\w~-]{20,150})$/.exec(optOutUrl)?.[1] ?? "";
  const target = optOutTarget(context.signer, token);
  if (target === undefined || target.channel !== channel) return undefined;
  const { enrollment, digests } = target;
  const person = await context.store.read({ enrollment });
  if (person === undefined) return undefined;
  const has = ({ address }: { readonly address: string }) =>
    contactDigests(context, channel, address).some((digest) => digests.includes(digest));
  const { address = "" } = person.contacts.find((one) => one.channel === channel && has(one)) ?? {};
  const digest = await storedName(context, digests);
  const eventId = `complaint-${attemptId}`;
  return { item: { type: "reply", from: address, text: "", optOut: "stop", eventId, occurredAt }, digest };
}

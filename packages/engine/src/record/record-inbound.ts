import { readReply } from "@relance/replies";
import {
  type Channel,
  channelOfProvider,
  getChannel,
  type InboundItem,
  keptText,
  MessageError,
  type RecordAnswer,
  type RecordItem,
  RelanceError,
  type ReplyItem,
  type SignalItem,
  vendorCode,
} from "@relance/spec";
import type { EngineContext, Needs } from "../base/context.ts";
import { contactDigests, refNames, storedName } from "../base/keyed-hashes.ts";
import { optOutTarget } from "../base/links.ts";
import { createMeasure } from "../base/measure.ts";

/** Maximum items per store call. A longer call would delay other reports. */
const BATCH = 500;

/** Matches an id that contains a phone number or a mail address. */
const NAMES = /(?<![\da-z])\+?\d{9,15}(?![\da-z])|@/i;

/** Stores the items before the request is answered. An old STOP, found after a downtime, is not confirmed by SMS. */
export async function recordInbound(
  context: EngineContext,
  provider: string,
  items: readonly InboundItem[],
  { raw, isListed = false }: { readonly raw?: Uint8Array | undefined; readonly isListed?: boolean } = {},
): Promise<readonly RecordAnswer[]> {
  const channel = channelOfProvider(provider) ?? "sms";
  const measure = createMeasure(context);
  const rows: RecordItem[] = [];
  for (const item of items.map((item) => nameless(context, provider, readable(item)))) {
    const { reply, ...rest } = await understood(context, provider, channel, item);
    rows.push({ provider, raw, ...rest, reply: reply && (isListed ? { ...reply, confirmStop: false } : reply) });
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

/** Hashes an id that contains the sender's number, because ids stay after the recipient's data is erased. */
function nameless({ signer }: Needs<"signer">, provider: string, item: InboundItem): InboundItem {
  if (item.type !== "reply" || item.eventId === undefined || !NAMES.test(item.eventId)) return item;
  const [eventId] = signer.digests(`event|${provider}|${item.eventId}`);
  return { ...item, eventId };
}

async function understood(
  context: EngineContext,
  provider: string,
  channel: Channel,
  item: InboundItem,
): Promise<Pick<RecordItem, "item" | "reply" | "refNames">> {
  if (item.type === "receipt") return { item, refNames: refNames(context.signer, item.ref) };
  if (item.type === "reply") {
    const from = await readSender(context, provider, channel, item);
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
  const { optOutUrl: _, ...hint } = item; // the opt-out URL is not stored, because any reader could use it
  return { item: hint };
}

const SEPARATORS = /[\s()./\p{Pd}]/gu;
/** Matches where a `+` is missing: before a country code, or in place of `00`. */
const COUNTRY_CODE_FIRST = /^(?:00)?(?=[1-9]\d{6,14}$)/;

/** Normalizes a reply's sender. A short code, a name or a national number belongs to no recipient. */
async function readSender(
  context: EngineContext,
  provider: string,
  channel: Channel,
  item: ReplyItem,
): Promise<string | undefined> {
  const { options, refused, log } = context;
  const digits = item.from.replace(SEPARATORS, "");
  const isBare = getChannel(channel).address.read === "phone" && /^\d+$/.test(digits);
  try {
    const from = options.readAddress(channel, isBare ? digits.replace(COUNTRY_CODE_FIRST, "+") : item.from.trim());
    if (!isBare || digits.startsWith("00") || options.isMobile(from)) return from;
    // a national number may look like a number of another country, which no recipient has
    const { contacts } = await context.store.statuses({ contacts: contactDigests(context, channel, from) });
    if (contacts.some((status) => status !== "unknown")) return from;
    throw new MessageError("message/bad-phone", "the country of this number is not certain");
  } catch (error) {
    const code = RelanceError.is(error) ? error.code : "message/bad-address";
    refused.set(code, (refused.get(code) ?? 0) + 1);
    log({ level: "warn", event: "reply.unknown-sender", facts: { provider, code } });
    return undefined;
  }
}

/** Replaces characters that a text column cannot store, and removes a malformed error code. */
function readable(item: InboundItem): InboundItem {
  if (item.type === "receipt") return { ...item, errorCode: vendorCode(item.errorCode) };
  return item.type === "reply" ? { ...item, text: keptText(item.text) } : item;
}

/** Returns a STOP for a complaint without a recipient. The opt-out link of the mail identifies the contact. */
async function complaintStop(
  context: EngineContext,
  channel: Channel,
  { optOutUrl = "", attemptId = "", occurredAt }: SignalItem,
): Promise<{ readonly item: ReplyItem; readonly digest: string } | undefined> {
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

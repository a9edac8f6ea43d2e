import type { ReplyItem, SignalItem } from "@relance/spec";
import { contactDigests, storedName } from "../contact-names.ts";
import type { EngineContext } from "../context.ts";
import { optOutTarget } from "../links.ts";

/** A complaint that names nobody, as the STOP of the contact that its mail went to. */
export interface ComplaintStop {
  readonly item: ReplyItem;
  readonly digest: string;
}

/**
 * Reads the opt-out link of the mail that somebody complained about. Providers take the addresses out of their complaints
 * and leave this in; whoever has the link could press it, so a complaint that carries it does no more than that.
 * `undefined` where it is not ours, or is about another channel.
 */
export async function complaintStop(
  context: EngineContext,
  channel: string,
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

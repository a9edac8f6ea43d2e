import type { ReplyItem, SignalItem } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { contactDigest } from "../enroll/enroll-lines.ts";
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
  const { enrollment, digest } = target;
  const person = await context.store.read({ enrollment });
  if (person === undefined) return undefined;
  const has = ({ address }: { readonly address: string }) =>
    contactDigest(context, channel, address) === digest;
  const { address = "" } = person.contacts.find((one) => one.channel === channel && has(one)) ?? {};
  const eventId = `complaint-${attemptId}`;
  return { item: { type: "reply", from: address, text: "", optOut: "stop", eventId, occurredAt }, digest };
}

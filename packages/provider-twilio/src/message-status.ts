import type { Quality, ReceiptItem, ReceiptKind } from "@relance/spec";
import { ERROR_CODES } from "./explain-failure.ts";

/** What each of Twilio's statuses says, and on whose word. */
const STATUSES: Readonly<Record<string, readonly [ReceiptKind, Quality]>> = {
  accepted: ["in-transit", "accepted"],
  scheduled: ["in-transit", "accepted"],
  queued: ["in-transit", "accepted"],
  sending: ["in-transit", "accepted"],
  sent: ["in-transit", "carrier"], // may stay the last word for ever: some carriers report nothing more
  partially_delivered: ["in-transit", "carrier"],
  delivered: ["delivered", "carrier"],
  read: ["engaged", "device"],
  undelivered: ["undelivered", "carrier"],
  failed: ["undelivered", "carrier"],
  canceled: ["undelivered", "accepted"],
};

/** Reads a status as evidence; `undefined` for one that says nothing about an outgoing message. */
export function evidenceOf(ref: string, status: string, errorCode: string | undefined): ReceiptItem | undefined {
  const meaning = Object.hasOwn(STATUSES, status) ? STATUSES[status] : undefined;
  if (meaning === undefined) return undefined;
  const [kind, quality] = meaning;
  const item: ReceiptItem = { type: "receipt", kind, quality, ref, eventId: `${ref}:${status}` };
  if (kind !== "undelivered") return item;
  const addressPermanent = ERROR_CODES.get(errorCode ?? "")?.addressPermanent ?? false;
  return { ...item, addressPermanent, ...(errorCode === undefined ? {} : { errorCode }) };
}

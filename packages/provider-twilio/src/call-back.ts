import { type CancelAnswer, ProviderError } from "@relance/spec";
import type { TwilioLine } from "./twilio-line.ts";

/** "This message cannot be canceled": it is not scheduled any more, or never was. */
const NOT_SCHEDULED = "30409";
const UNKNOWN = "20404";

/**
 * Cancels a scheduled message; Twilio cancels no other. Of one that was cancelled before it says that it cannot be cancelled,
 * so it is looked at: an answer that was lost is given again.
 */
export async function callBack(line: TwilioLine, ref: string, signal: AbortSignal): Promise<CancelAnswer> {
  try {
    await line.call(signal, (client) => client.messages(ref).update({ status: "canceled" }));
    return "cancelled";
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    if (error.vendorCode === UNKNOWN) return "too-late";
    if (error.vendorCode !== NOT_SCHEDULED) throw error;
  }
  const { status } = await line.call(signal, (client) => client.messages(ref).fetch());
  return status === "canceled" ? "cancelled" : "too-late";
}

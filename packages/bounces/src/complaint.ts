import { addressesIn, typedAddress } from "./address.ts";
import { fieldOf, readBlocks } from "./fields.ts";
import { type MailPieces, returnedHeaders } from "./take-apart.ts";

export interface ComplaintFacts {
  readonly feedback: string;
  readonly recipients: readonly string[];
  readonly optOutUrl: string | undefined;
}

const MAX_RECIPIENTS = 20;

/** Reads a feedback report (RFC 5965), or `undefined` when it has none. */
export function readComplaint({ feedbacks, returned }: MailPieces): ComplaintFacts | undefined {
  const [report] = feedbacks;
  if (report === undefined) return undefined;
  const blocks = readBlocks(report);
  const fields = new Map(blocks.flatMap((block) => [...block]));
  const feedback = fieldOf(fields, "feedback-type").toLowerCase().slice(0, 40);
  const named = blocks.flatMap((block) => [
    ...(block.get("original-rcpt-to") ?? []),
    ...(block.get("removal-recipient") ?? []),
  ]);
  const addresses = named.map(typedAddress).filter((address) => address !== undefined);
  const about = returnedHeaders(returned);
  const fallback = addressesIn(fieldOf(about, "x-hmxmroriginalrecipient", "to"), 5);
  const recipients = [...new Set(addresses.length > 0 ? addresses : fallback)];
  const optOutUrl = /<(https?:[^<>\s]{1,300})>/i.exec(fieldOf(about, "list-unsubscribe"))?.[1];
  return { feedback, recipients: recipients.slice(0, MAX_RECIPIENTS), optOutUrl };
}

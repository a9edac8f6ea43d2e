import { EVIDENCE_BIT, isOpen } from "@relance/rules";
import { type AcknowledgeItem, type Channel, QUALITIES, type ReadReply, type ReplyStatus } from "@relance/spec";
import type { HotRow } from "../people/hot-row.ts";
import type { KeptReceipt } from "./receipt-folding.ts";

/** The reason of rules that people made themselves, and take back themselves. */
export const OPTED_OUT = "opted-out";

/** Those who are open; nobody any more: a late answer belongs to the enrollment that ended last. */
export function preferOpen(rows: readonly HotRow[]): readonly HotRow[] {
  const open = rows.filter((row) => isOpen(row));
  if (open.length > 0) return open;
  const last = rows.reduce<HotRow | undefined>(
    (best, row) => (best === undefined || row.deadline > best.deadline ? row : best),
    undefined,
  );
  return last === undefined ? [] : [last];
}

/** What a reply was taken for, and whom it concerns. */
export interface Understood {
  readonly status: ReplyStatus;
  readonly rows: readonly HotRow[];
}

/** One reply as it is kept. */
export interface KeptReply extends Understood {
  readonly inbox: number;
  readonly channel: Channel;
  /** Of whoever wrote. */
  readonly digest: string | undefined;
  /** The sender may be answered by us at all. */
  readonly isForUs: boolean;
}

/** What a reply asks for: STOP or START, an answer of this one person, or that somebody reads it. */
export type ReplySense =
  | { readonly is: "opt" }
  | { readonly is: "answer"; readonly row: HotRow }
  | ({ readonly is: "left" } & Understood);

/** Among whoever shares the contact that it came from. Nobody is acknowledged by a guess. */
export function replySense({ optOut, code }: ReadReply, holders: readonly HotRow[]): ReplySense {
  if (optOut === "stop" || optOut === "start") return { is: "opt" };
  const candidates = preferOpen(holders);
  if (optOut === "help") return { is: "left", status: "help", rows: candidates };
  const named = code === undefined ? candidates : preferOpen(holders.filter((row) => row.code === Number(code)));
  const [row, ...others] = named;
  if (row === undefined) return { is: "left", status: holders.length === 0 ? "unknown" : "unclear", rows: candidates };
  return others.length > 0 ? { is: "left", status: "ambiguous", rows: named } : { is: "answer", row };
}

/** Who answers has read: what it adds to the one attempt in question. */
export const READ_BY_REPLY: KeptReceipt = {
  bit: EVIDENCE_BIT.engaged,
  quality: QUALITIES.indexOf("human"),
  raw: 0,
  error: 0,
};

/** The acknowledgement that a reply with an answer's word is. */
export function replyAcknowledgement(
  { id }: HotRow,
  { digest }: ReadReply,
  said: Pick<AcknowledgeItem, "answer" | "sourceId" | "occurredAt">,
): AcknowledgeItem {
  return { ...said, method: "reply", strength: "gesture", source: "reply", via: digest, target: { enrollment: id } };
}

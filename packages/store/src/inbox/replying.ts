import { replyAnswer } from "@relance/rules";
import type { ReadReply, ReplyStatus } from "@relance/spec";
import { acknowledgeRow } from "../answers/acknowledging.ts";
import type { HotRow } from "../people/hot-row.ts";
import { before } from "../people/person-changes.ts";
import { liftDigest, suppressDigest } from "../suppressions/suppressing.ts";
import type { Hearing } from "./hearing.ts";
import { foldReceipt } from "./receipt-folding.ts";
import {
  channelOfInstance,
  OPTED_OUT,
  preferOpen,
  READ_BY_REPLY,
  replyAcknowledgement,
  replySense,
  type Understood,
} from "./reply-sense.ts";

/** One reply, stored as new. */
export interface HeardReply {
  /** The provider instance that it came through. */
  readonly instance: string;
  readonly reply: ReadReply;
  readonly sourceId: string;
  readonly occurredAt: number | undefined;
}

/** Does what a person's text says. Whoever shares the phone is held, with contacts, rules, attempts and answers. */
export function understand(hearing: Hearing, heard: HeardReply): Understood {
  const { work, holders: people } = hearing;
  const { reply, sourceId, occurredAt } = heard;
  const holders = people.of(reply.digest).map(({ row }) => row);
  const sense = replySense(reply, holders);
  if (sense.is === "opt") return opt(hearing, heard, holders);
  if (sense.is === "left") return left(hearing, sense.status, sense.rows);
  const { row } = sense;
  proveDelivery(hearing, row);
  const answer = replyAnswer(work.version(row).plan, reply.word);
  if (answer === undefined) return left(hearing, "unclear", [row]);
  const item = replyAcknowledgement(row, reply, { answer, sourceId, occurredAt });
  const { state } = acknowledgeRow(hearing, row, item);
  return { status: state === "acknowledged" ? "acknowledged" : "answered", rows: [row] };
}

/** Answers that this reply may give: their words must be known before. */
export function answersTo(hearing: Hearing, { digest, word }: ReadReply): string[] {
  return hearing.holders
    .of(digest)
    .flatMap(({ row }) => replyAnswer(hearing.work.version(row).plan, word) ?? []);
}

/** Kept for people: it moves nobody. */
function left({ work }: Hearing, status: ReplyStatus, rows: readonly HotRow[]): Understood {
  for (const row of rows) {
    const was = before(row);
    work.save(row, was, { events: [{ kind: "enrollment.replied", cause: "none" }] });
  }
  return { status, rows };
}

/** Who answers has read: the one attempt in question arrived (R9). */
function proveDelivery({ work }: Hearing, row: HotRow): void {
  const attempt = work.attempts.get(row.attempt);
  if (attempt !== undefined && attempt.channel === 0) foldReceipt(work, attempt, READ_BY_REPLY);
}

/**
 * STOP and START concern the contact, with everybody who shares it, messages of every purpose, and whoever may have
 * written: also a tenant that has forgotten the person since, and would find them in next month's file.
 */
function opt(hearing: Hearing, { instance, reply }: HeardReply, holders: readonly HotRow[]): Understood {
  const { digest, optOut } = reply;
  const known = holders.map((row) => hearing.work.version(row).tenant);
  for (const tenant of hearing.tenants.of(instance, known)) {
    const contact = { tenant, channel: channelOfInstance(instance), digest };
    if (optOut === "stop")
      suppressDigest(hearing, { ...contact, purpose: "", reason: OPTED_OUT, source: instance });
    else liftDigest(hearing, contact, { reason: OPTED_OUT });
  }
  return optOut === "stop"
    ? { status: "suppressed", rows: holders }
    : { status: "resumed", rows: preferOpen(holders) };
}

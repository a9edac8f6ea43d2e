import { replyAnswer } from "@relance/rules";
import type { ReadReply, RecordAnswer, RecordItem, ReplyItem, ReplyStatus } from "@relance/spec";
import {
  before,
  channelOfInstance,
  type HotRow,
  OPTED_OUT,
  preferOpen,
  READ_BY_REPLY,
  REPEATED,
  replyAcknowledgement,
  replyFact,
  replySense,
  type Understood,
} from "@relance/store";
import { acknowledgeRow } from "../answers/acknowledge-row.ts";
import { readHot } from "../people/row.ts";
import { readAttempt } from "../sending/attempts.ts";
import { liftDigest } from "../suppressions/lifting.ts";
import { holdersOf, suppressDigest } from "../suppressions/suppressing.ts";
import type { Work } from "../transaction/work.ts";
import { type RawBytes, store } from "./inbox.ts";
import { keepReply } from "./keeping-replies.ts";
import { foldReceipt } from "./matching.ts";
import { replyTenants } from "./reply-tenants.ts";

/** Stores what a person wrote, and does what it says. */
export function recordReply(
  work: Work,
  raws: RawBytes,
  provider: number,
  item: ReplyItem,
  { provider: instance, reply, raw, meaning }: RecordItem,
): RecordAnswer {
  const { eventId, occurredAt } = item;
  const id = store(work, raws, replyFact(provider, item, { raw, meaning }, work.now));
  if (id === 0) return REPEATED;
  const { status, rows } =
    reply === undefined
      ? { status: "unknown" as const, rows: [] }
      : understand(work, instance, reply, `${instance} ${eventId ?? id}`, occurredAt);
  const isForUs = item.optOut === undefined; // else the provider has answered already
  const tell = keepReply(work, { inbox: id, status, rows, digest: reply?.digest, isForUs });
  const answer = { status: "stored", fold: "applied", reply: status } as const;
  return tell.length === 0 ? answer : { ...answer, tell };
}

function understand(
  work: Work,
  instance: string,
  reply: ReadReply,
  sourceId: string,
  occurredAt: number | undefined,
): Understood {
  const holders = holdersOf(work, reply.digest).map(({ row }) => row);
  const sense = replySense(reply, holders);
  if (sense.is === "opt") return opt(work, instance, reply, holders);
  if (sense.is === "left") return left(work, sense.status, sense.rows);
  const { row } = sense;
  proveDelivery(work, row);
  const answer = replyAnswer(work.version(row).plan, reply.word);
  const fresh = readHot(work.sql, row.id) ?? row; // the proof has moved it on
  if (answer === undefined) return left(work, "unclear", [fresh]);
  const item = replyAcknowledgement(row, reply, { answer, sourceId, occurredAt });
  const { state } = acknowledgeRow(work, fresh, item);
  return { status: state === "acknowledged" ? "acknowledged" : "answered", rows: [fresh] };
}

/** Kept for people: it moves nobody. */
function left(work: Work, status: ReplyStatus, rows: readonly HotRow[]): Understood {
  for (const row of rows) {
    const was = before(row);
    work.save(row, was, { events: [{ kind: "enrollment.replied", cause: "none" }] });
  }
  return { status, rows };
}

/** Who answers has read: the one attempt in question arrived (R9). */
function proveDelivery(work: Work, row: HotRow): void {
  const attempt = row.attempt === 0 ? undefined : readAttempt(work.sql, row.attempt);
  if (attempt !== undefined && attempt.channel === 0) foldReceipt(work, attempt, READ_BY_REPLY);
}

/**
 * STOP and START concern the contact, with everybody who shares it, messages of every purpose, and whoever may have
 * written: also a tenant that has forgotten the person since, and would find them in next month's file.
 */
function opt(
  work: Work,
  instance: string,
  { digest, optOut }: ReadReply,
  holders: readonly HotRow[],
): Understood {
  const known = holders.map((row) => work.version(row).tenant);
  for (const tenant of replyTenants(work.sql, instance, known)) {
    const contact = { tenant, channel: channelOfInstance(instance), digest };
    if (optOut === "stop") {
      suppressDigest(work, { ...contact, purpose: "", reason: OPTED_OUT, source: instance });
    } else liftDigest(work, contact, { reason: OPTED_OUT });
  }
  const rows = holders.flatMap(({ id }) => readHot(work.sql, id) ?? []);
  return optOut === "stop" ? { status: "suppressed", rows } : { status: "resumed", rows: preferOpen(rows) };
}

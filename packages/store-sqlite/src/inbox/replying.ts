import { EVIDENCE_BIT, replyAnswer } from "@relance/rules";
import {
  QUALITIES,
  type ReadReply,
  type RecordAnswer,
  type RecordItem,
  type ReplyItem,
  type ReplyStatus,
} from "@relance/spec";
import {
  before,
  channelOfInstance,
  eventName,
  FOLD,
  type HotRow,
  INBOX_TYPE,
  OPTED_OUT,
  preferOpen,
  replyMeaning,
} from "@relance/store-kit";
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

const HUMAN = QUALITIES.indexOf("human");
const MINUTE_MS = 60_000;

/** What a reply was taken for, and whom it concerns. */
interface Understood {
  readonly status: ReplyStatus;
  readonly rows: readonly HotRow[];
}

/** Stores what a person wrote, and does what it says. */
export function recordReply(
  work: Work,
  raws: RawBytes,
  provider: number,
  item: ReplyItem,
  { provider: instance, reply, raw, meaning }: RecordItem,
): RecordAnswer {
  const { eventId, occurredAt } = item;
  const moment = occurredAt ?? Math.floor(work.now / MINUTE_MS);
  const dedupe =
    eventId === undefined ? replyMeaning(provider, item, meaning, moment) : eventName(provider, eventId);
  const entry = { provider, occurredAt, fold: FOLD.applied, attempt: 0, ref: undefined, dedupe, raw };
  const id = store(work, raws, { ...entry, type: INBOX_TYPE.reply, item: JSON.stringify(item) });
  if (id === 0) return { status: "repeated", fold: "applied" };
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
  if (reply.optOut === "stop" || reply.optOut === "start") return opt(work, instance, reply, holders);
  const candidates = preferOpen(holders);
  if (reply.optOut === "help") return left(work, "help", candidates);
  const isNamed = reply.code !== undefined;
  const named = isNamed ? preferOpen(holders.filter(({ code }) => code === Number(reply.code))) : candidates;
  const [row, ...others] = named;
  if (row === undefined) return left(work, holders.length === 0 ? "unknown" : "unclear", candidates);
  if (others.length > 0) return left(work, "ambiguous", named); // nobody is acknowledged by a guess (R9)
  proveDelivery(work, row);
  const answer = replyAnswer(work.version(row).plan, reply.word);
  const fresh = readHot(work.sql, row.id) ?? row; // the proof has moved it on
  if (answer === undefined) return left(work, "unclear", [fresh]);
  const { state } = acknowledgeRow(work, fresh, {
    answer,
    method: "reply",
    strength: "gesture",
    occurredAt,
    source: "reply",
    sourceId,
    via: reply.digest,
    target: { enrollment: row.id },
  });
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
  if (attempt !== undefined && attempt.channel === 0)
    foldReceipt(work, attempt, { bit: EVIDENCE_BIT.engaged, quality: HUMAN, raw: 0, error: 0 });
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

import { EVIDENCE_BIT, isOpen, replyAnswer } from "@relance/rules";
import type { ReadReply, RecordAnswer, ReplyItem } from "@relance/spec";
import { acknowledgeRow } from "./acknowledge-row.ts";
import { readAttempt } from "./attempts.ts";
import { eventName, meaning, type RawBytes, store, TYPE } from "./inbox.ts";
import { liftDigest } from "./lifting.ts";
import { FOLD, foldReceipt } from "./matching.ts";
import { type HotRow, readHot } from "./row.ts";
import { holdersOf, suppressDigest } from "./suppressing.ts";
import { before, type Work } from "./work.ts";

/** The reason of rules that people made themselves, and take back themselves. */
const OPTED_OUT = "opted-out";
const MINUTE_MS = 60_000;

type ReplyStatus = NonNullable<RecordAnswer["reply"]>;

/** Stores what a person wrote, and does what it says. */
export function recordReply(
  work: Work,
  raws: RawBytes,
  provider: number,
  instance: string,
  item: ReplyItem,
  reply: ReadReply | undefined,
  raw: Uint8Array | undefined,
): RecordAnswer {
  const { eventId, occurredAt } = item;
  const moment = occurredAt ?? Math.floor(work.now / MINUTE_MS);
  const dedupe =
    eventId === undefined ? meaning([provider, item.from, item.text, moment]) : eventName(provider, eventId);
  const entry = { provider, occurredAt, fold: FOLD.applied, attempt: 0, ref: undefined, dedupe, raw };
  const id = store(work, raws, { ...entry, type: TYPE.reply, item: JSON.stringify(item) });
  if (id === 0) return { status: "repeated", fold: "applied" };
  const status =
    reply === undefined
      ? "unknown"
      : apply(work, instance, reply, `${instance} ${eventId ?? id}`, occurredAt);
  return { status: "stored", fold: "applied", reply: status };
}

function apply(
  work: Work,
  instance: string,
  reply: ReadReply,
  sourceId: string,
  occurredAt: number | undefined,
): ReplyStatus {
  const holders = holdersOf(work, reply.digest).map(({ row }) => row);
  if (reply.optOut === "stop" || reply.optOut === "start") return opt(work, instance, reply, holders);
  const open = holders.filter((row) => isOpen(row));
  const candidates = open.length > 0 ? open : latest(holders);
  const named =
    reply.code === undefined ? candidates : holders.filter(({ code }) => code === Number(reply.code));
  const [row, ...others] = named.length > 1 ? preferOpen(named) : named;
  if (row === undefined) return holders.length === 0 ? "unknown" : "unclear";
  if (others.length > 0) {
    for (const each of [row, ...others]) replied(work, each);
    return "ambiguous"; // nobody is acknowledged by a guess (R9)
  }
  proveDelivery(work, row);
  const answer = replyAnswer(work.version(row).plan, reply.word);
  const fresh = readHot(work.sql, row.id) ?? row; // the proof has moved it on
  if (answer === undefined) {
    replied(work, fresh);
    return "unclear";
  }
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
  return state === "acknowledged" ? "acknowledged" : "answered";
}

/** Nobody is open any more: a late answer belongs to the matter that ended last (R8). */
function latest(holders: readonly HotRow[]): HotRow[] {
  const last = holders.reduce<HotRow | undefined>(
    (best, row) => (best === undefined || row.deadline > best.deadline ? row : best),
    undefined,
  );
  return last === undefined ? [] : [last];
}

function preferOpen(rows: HotRow[]): HotRow[] {
  const open = rows.filter((row) => isOpen(row));
  return open.length > 0 ? open : latest(rows);
}

function replied(work: Work, row: HotRow): void {
  const was = before(row);
  work.save(row, was, { events: [{ kind: "enrollment.replied", cause: "none" }] });
}

/** Who answers has read: the one attempt in question arrived (R9). */
function proveDelivery(work: Work, row: HotRow): void {
  const attempt = row.attempt === 0 ? undefined : readAttempt(work.sql, row.attempt);
  if (attempt !== undefined && attempt.channel === 0) foldReceipt(work, attempt, EVIDENCE_BIT.engaged);
}

/** STOP and START concern the contact, with everybody who shares it. */
function opt(
  work: Work,
  instance: string,
  { digest, optOut }: ReadReply,
  holders: readonly HotRow[],
): ReplyStatus {
  const tenants = new Set(holders.map((row) => work.version(row).tenant));
  if (tenants.size === 0) tenants.add("");
  for (const tenant of tenants) {
    const rule = { tenant, channel: "sms", digest, reason: OPTED_OUT, source: instance } as const;
    if (optOut === "stop") suppressDigest(work, rule);
    else liftDigest(work, rule, OPTED_OUT);
  }
  return optOut === "stop" ? "suppressed" : "answered";
}

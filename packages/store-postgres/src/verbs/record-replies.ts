import type { RecordAnswer, RecordItem, ReplyItem } from "@relance/spec";
import { Hearing } from "../hearing.ts";
import { eventName, type InboxEntry, meaning, storeAll, TYPE } from "../inbox.ts";
import { keepReply } from "../keeping-replies.ts";
import { FOLD } from "../matching.ts";
import { answersTo, understand } from "../replying.ts";
import type { Work } from "../work.ts";
import { REPEATED } from "./record.ts";

const MINUTE_MS = 60_000;

/** A reply with what the engine read in it. */
export interface ReplyEntry extends Omit<RecordItem, "item"> {
  readonly item: ReplyItem;
}

/** Stores what people wrote, and does what it says. Waits for whoever holds them: nobody else will do it later. */
export async function recordReplies(
  work: Work,
  entries: readonly ReplyEntry[],
): Promise<readonly RecordAnswer[]> {
  await work.words.need(entries.map(({ provider }) => provider));
  const hearing = await prepare(work, entries);
  const ids = await storeAll(
    work,
    entries.map((entry) => inboxEntry(work, entry)),
  );
  const answers = entries.map((entry, place) => recordReply(hearing, entry, ids[place] ?? 0));
  await hearing.rules.save();
  return answers;
}

function recordReply(hearing: Hearing, { provider, item, reply }: ReplyEntry, inbox: number): RecordAnswer {
  if (inbox === 0) return REPEATED;
  const sourceId = `${provider} ${item.eventId ?? inbox}`;
  const { status, rows } =
    reply === undefined
      ? { status: "unknown" as const, rows: [] }
      : understand(hearing, { instance: provider, reply, sourceId, occurredAt: item.occurredAt });
  const isForUs = item.optOut === undefined; // else the provider has answered already
  const tell = keepReply(hearing, { inbox, status, rows, digest: isForUs ? reply?.digest : undefined });
  const answer = { status: "stored", fold: "applied", reply: status } as const;
  return tell.length === 0 ? answer : { ...answer, tell };
}

/** Everything that any of these replies may ask for. */
async function prepare(work: Work, entries: readonly ReplyEntry[]): Promise<Hearing> {
  const hearing = new Hearing(work);
  const replies = entries.flatMap(({ reply }) => reply ?? []);
  await hearing.need(replies.map(({ digest }) => digest));
  const rows = replies.flatMap(({ digest }) => hearing.holders.of(digest).map(({ row }) => row));
  await work.attempts.lock(rows.flatMap(({ attempt }) => (attempt === 0 ? [] : attempt)));
  await work.answers.need(rows);
  await work.words.need(replies.flatMap((reply) => answersTo(hearing, reply)));
  await hearing.told.need([...new Set(rows.map(({ id }) => id))]);
  await hearing.needAckIds(replies.length);
  return hearing;
}

function inboxEntry(work: Work, { provider, item, raw }: ReplyEntry): InboxEntry {
  const { eventId, occurredAt, from, text } = item;
  const number = work.word(provider);
  const moment = occurredAt ?? Math.floor(work.now / MINUTE_MS);
  const dedupe = eventId === undefined ? meaning([number, from, text, moment]) : eventName(number, eventId);
  const entry = { provider: number, occurredAt, fold: FOLD.applied, attempt: 0, ref: undefined, dedupe, raw };
  return { ...entry, type: TYPE.reply, item: JSON.stringify(item) };
}

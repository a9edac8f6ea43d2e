import { EVIDENCE_BIT, isOpen, mayAnswerAgain, mayConfirmStop, replyAnswer } from "@relance/rules";
import {
  type Channel,
  channelOfProvider,
  DOUBTFUL_STOP,
  type EventKind,
  getChannel,
  OPTED_OUT,
  QUALITIES,
  REPLY_STATUSES,
  type ReadReply,
  type RecordAnswer,
  type RecordItem,
  type ReplyItem,
  type ReplyStatus,
} from "@relance/spec";
import { acknowledgeRow } from "../moves/acknowledging.ts";
import { InboundBatch, removeDigest, suppressDigest } from "../moves/inbound-batch.ts";
import { type Deferral, foldReceipt, type KeptReceipt, storeAll } from "../moves/receipt-folding.ts";
import type { HotRow } from "../rows/hot-row.ts";
import { nextOccurrence, REPEATED, replyFact, TOLD } from "../rows/inbox-facts.ts";
import { pluck, splitColumns } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";

const COLUMNS = splitColumns(`inbox bigint, enrollment bigint, received_at bigint, campaign int, status smallint,
  is_told smallint, digest text`);

/** Records which recipients a reply concerns. Returns the enrollments whose status may be sent to the sender. */
function keepReply(
  inbound: InboundBatch,
  { inbox, status, rows, channel, digest, isForUs, isConfirmed = false }: KeptReply,
): readonly number[] {
  const { work, rules } = inbound;
  const number = REPLY_STATUSES.indexOf(status);
  const into = work.health.into("replies", COLUMNS);
  if (rows.length === 0) into.add(inbox, 0, work.now, 0, number, 0, digest ?? null);
  const told: number[] = [];
  const mayAnswer = isForUs && status !== "suppressed" && status !== "doubtful";
  for (const [place, row] of rows.entries()) {
    const isOwed = isForUs && isConfirmed && place === 0; // `fold` returns the confirmation
    const isFree = digest !== undefined && !rules.forbids(work.version(row), channel, digest);
    const isTold = mayAnswer && isFree && mayAnswerAgain(status, inbound.lastTold(row.id, number), work.now);
    const kept = isOwed || status === "doubtful" ? digest : undefined;
    into.add(inbox, row.id, work.now, row.campaign, number, isOwed ? TOLD.owed : Number(isTold), kept ?? null);
    if (!isTold) continue;
    told.push(row.id);
    inbound.tell(row.id, number);
  }
  return told;
}

export interface ReplyEntry extends Omit<RecordItem, "item"> {
  readonly item: ReplyItem;
}

/** A reply about locked rows is applied later, except with `waits`: no later pass would follow, so the call waits. */
export async function recordReplies(
  work: Work,
  all: readonly ReplyEntry[],
  waits: boolean,
): Promise<readonly (RecordAnswer | Deferral)[]> {
  const inbound = new InboundBatch(work);
  const digests = all.flatMap(({ reply }) => reply?.digest ?? []);
  await inbound.need(digests, waits);
  const isFree = ({ reply }: ReplyEntry) => reply === undefined || inbound.holders.areHeld(reply.digest);
  const entries = waits ? all : all.filter(isFree);
  await prepare(inbound, entries);
  const ids = await storeAll(
    work,
    entries.map((entry) => replyFact(work.stringId(entry.provider), entry.item, entry, work.now)),
  );
  const answers = new Map<ReplyEntry, RecordAnswer>();
  for (const [place, entry] of entries.entries()) {
    answers.set(entry, recordReply(inbound, entry, ids[place]?.id || (await storeAgain(inbound, entry))));
  }
  await inbound.rules.save();
  return all.map((entry) => answers.get(entry) ?? "locked");
}

/** If a reply equals a stored one but was sent again, stores it. Returns 0 for a repeat. */
async function storeAgain(inbound: InboundBatch, entry: ReplyEntry): Promise<number> {
  const { work, rules } = inbound;
  const { provider, item, reply } = entry;
  if (reply?.optOut === undefined) return 0;
  const { digest, optOut } = reply;
  const suppressedTenants = (reason: string) => rules.tenantsOf({ channel: channelFor(provider), digest }, reason);
  const outs = [...suppressedTenants(OPTED_OUT), ...(optOut === "doubtful" ? suppressedTenants(DOUBTFUL_STOP) : [])];
  const isOut =
    optOut === "start" ? outs.length > 0 : inbound.tenantsOf(provider, digest).every((one) => outs.includes(one));
  const again = nextOccurrence(item, optOut, { isOut, now: work.now });
  if (again === undefined) return 0;
  const [kept] = await storeAll(work, [replyFact(work.stringId(provider), item, entry, work.now, again)]);
  return kept?.id ?? 0;
}

function recordReply(inbound: InboundBatch, { provider, item, reply }: ReplyEntry, inbox: number): RecordAnswer {
  if (inbox === 0) return REPEATED;
  const sourceId = `${provider} ${inbox}`; // the carrier may reuse the id for another answer
  const received = reply && { provider, reply, sourceId, occurredAt: item.occurredAt };
  const understood: Understood = received ? understand(inbound, received) : { status: "unknown", rows: [] };
  const isForUs = item.optOut === undefined; // otherwise the provider has already answered the sender
  const channel = channelFor(provider);
  const tell = keepReply(inbound, { ...understood, inbox, channel, digest: reply?.digest, isForUs });
  const answer = { status: "stored", fold: "applied", reply: understood.status } as const;
  return tell.length === 0 ? answer : { ...answer, tell };
}

async function prepare(inbound: InboundBatch, entries: readonly ReplyEntry[]): Promise<void> {
  const { work } = inbound;
  const replies = entries.flatMap(({ reply }) => reply ?? []);
  await work.strings.need(entries.map(({ provider }) => provider));
  const rows = replies.flatMap(({ digest }) => inbound.holders.of(digest).map(({ row }) => row));
  await work.attempts.lock(rows.flatMap(({ attempt }) => (attempt === 0 ? [] : attempt)));
  await work.answers.need(rows);
  const answers = replies.flatMap(({ digest, word }) =>
    inbound.holders.of(digest).flatMap(({ row }) => replyAnswer(work.version(row).plan, word) ?? []),
  );
  await work.strings.need(answers);
  await inbound.needTold([...new Set(pluck(rows, "id"))]);
  const opting = entries.filter(({ reply }) => reply?.optOut !== undefined);
  if (opting.length > 0) await inbound.needTenants([...new Set(opting.map(({ provider }) => provider))]);
  await inbound.needAckIds(replies.length);
}

interface ReceivedReply {
  readonly provider: string;
  readonly reply: ReadReply;
  readonly sourceId: string;
  readonly occurredAt: number | undefined;
}

/** Applies a reply. START without a suppression, and a campaign's word that could mean STOP, are ordinary replies. */
function understand(inbound: InboundBatch, received: ReceivedReply): Understood {
  const { work, rules, holders: people } = inbound;
  const { provider, reply, sourceId, occurredAt } = received;
  const { digest, optOut, code, word } = reply;
  const holders = people.of(digest).map(({ row }) => row);
  const channel = channelFor(provider);
  const hasRule = (reason: string) => rules.tenantsOf({ channel, digest }, reason).length > 0;
  const candidates = preferOpen(holders);
  const isOut = hasRule(OPTED_OUT);
  if (optOut === "stop" || (optOut === "start" && isOut)) return opt(inbound, received, holders);
  if (optOut === "help") return left(work, "help", candidates);
  const named = code === undefined ? candidates : preferOpen(holders.filter((one) => one.code === Number(code)));
  const [row, ...others] = named;
  const answer = row && replyAnswer(work.version(row).plan, word);
  const isAnswer = answer !== undefined;
  const isRelease = optOut === "start" && hasRule(DOUBTFUL_STOP); // else YES may be an answer
  if ((isRelease || (optOut === "doubtful" && !isOut)) && !isAnswer) return opt(inbound, received, holders);
  if (row === undefined) return left(work, holders.length === 0 ? "unknown" : "unclear", candidates);
  if (others.length > 0) return left(work, "ambiguous", named);
  const attempt = work.attempts.get(row.attempt);
  // a reply on the channel of the current attempt proves that the recipient read the message
  if (attempt?.channel === getChannel(channel).number) foldReceipt(work, attempt, READ_BY_REPLY);
  if (answer === undefined) return left(work, "unclear", [row]);
  const { state } = acknowledgeRow(inbound, row, {
    target: { enrollment: row.id },
    answer,
    method: "reply",
    strength: "gesture",
    occurredAt,
    source: "reply",
    sourceId,
    via: digest,
  });
  return { status: state === "acknowledged" ? "acknowledged" : "answered", rows: [row] };
}

function left(work: Work, status: ReplyStatus, rows: readonly HotRow[]): Understood {
  tellAll(work, rows, "enrollment.replied");
  return { status, rows };
}

function tellAll(work: Work, rows: readonly HotRow[], kind: EventKind): void {
  for (const row of rows) work.save(row, { events: [{ kind, cause: "none" }] });
}

/**
 * Applies STOP or START to the contact for all recipients who share it, all purposes, and each tenant that may have
 * sent to it. The command applies even to a tenant that forgot the recipient, because its next file may contain the
 * recipient again. A possible STOP blocks the contact in the same way.
 */
function opt(inbound: InboundBatch, received: ReceivedReply, holders: readonly HotRow[]): Understood {
  const { provider, reply, occurredAt } = received;
  const { digest, optOut } = reply;
  const { work } = inbound;
  if (optOut === "doubtful") tellAll(work, preferOpen(holders), "stop.doubtful");
  let isNew = false;
  for (const tenant of inbound.tenantsOf(provider, digest)) {
    const contact = { tenant, channel: channelFor(provider), digest };
    if (optOut === "start") {
      for (const reason of [OPTED_OUT, DOUBTFUL_STOP]) removeDigest(inbound, contact, { reason });
      continue;
    }
    const reason = optOut === "stop" ? OPTED_OUT : DOUBTFUL_STOP;
    isNew = suppressDigest(inbound, { ...contact, purpose: "", reason, actor: provider }).isNew || isNew;
  }
  if (optOut === "start") return { status: "resumed", rows: preferOpen(holders) };
  if (optOut === "doubtful") return { status: "doubtful", rows: preferOpen(holders) };
  const isConfirmed = reply.confirmStop === true && mayConfirmStop(isNew, occurredAt ?? work.now, work.now);
  return { status: "suppressed", rows: holders, isConfirmed };
}

/** If the provider's name no longer has a channel, its replies count as SMS. */
function channelFor(provider: string): Channel {
  return channelOfProvider(provider) ?? "sms";
}

function preferOpen(rows: readonly HotRow[]): readonly HotRow[] {
  const open = rows.filter((row) => isOpen(row));
  return open.length > 0 ? open : rows.toSorted((a, b) => b.deadline - a.deadline).slice(0, 1);
}

interface Understood {
  readonly status: ReplyStatus;
  readonly rows: readonly HotRow[];
  /** True if a text message confirms the STOP, despite the new suppression. */
  readonly isConfirmed?: boolean | undefined;
}

interface KeptReply extends Understood {
  readonly inbox: number;
  readonly channel: Channel;
  readonly digest: string | undefined;
  /** True if relance may answer the sender, because the provider has not. */
  readonly isForUs: boolean;
}

const READ_BY_REPLY: KeptReceipt = { bit: EVIDENCE_BIT.engaged, quality: QUALITIES.indexOf("human"), raw: 0, error: 0 };

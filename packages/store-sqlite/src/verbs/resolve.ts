import { isFinal } from "@relance/rules";
import { attemptIdOf, type Contact, type ResolveQuestion, type Store } from "@relance/spec";
import { channelName, contactPlace } from "../contacts.ts";
import type { Work } from "../work.ts";

/** Nobody else asks about an attempt within this. */
const ASKED_MS = 30_000;
/** Attempts made longer before a gap are not asked about: whoever reports so late repeats it. */
const BEFORE_GAP_MS = 48 * 3_600_000;

const COLUMNS = "id, enrollment, channel, contact, bits, ref, submitted_at as submittedAt";

const UNCERTAIN = `select ${COLUMNS} from attempts where state = 4 and provider = ? and asked_at <= ? order by id limit ?`;

const OVER_GAP = `select ${COLUMNS} from attempts where provider = ?1 and state = 1 and submitted_at between ?2 and ?3
  and asked_at < ?4 and (bits & 30) = 0 order by id limit ?5`;

interface Row {
  readonly id: number;
  readonly enrollment: number;
  readonly channel: number;
  readonly contact: number;
  readonly bits: number;
  readonly ref: string | null;
  readonly submittedAt: number;
}

/** Attempts worth asking their provider about; each is asked once in a while. The answers come back through `record`. */
export function resolve(work: Work, input: Parameters<Store["resolve"]>[0]): readonly ResolveQuestion[] {
  const { sql, now } = work;
  const provider = work.context.words.find(input.provider);
  const rows =
    input.gap === undefined
      ? uncertain(work, provider, input.limit)
      : overGap(work, provider, input.gap, input.limit);
  return rows
    .filter(({ bits }) => !isFinal(bits))
    .map((row) => {
      sql.run("update attempts set asked_at = ? where id = ?", now, row.id);
      const { id, ref, submittedAt } = row;
      return {
        attemptId: attemptIdOf(id),
        provider: input.provider,
        ref: ref ?? undefined,
        to: addressOf(work, row),
        submittedAt,
      };
    });
}

function uncertain(work: Work, provider: number, limit: number): Row[] {
  return work.sql.all<Row>(UNCERTAIN, provider, work.now - ASKED_MS, limit);
}

function overGap(work: Work, provider: number, gap: number, limit: number): Row[] {
  const row = work.sql.one<{ fromAt: number; toAt: number | null }>(
    "select from_at as fromAt, to_at as toAt from gaps where id = ?",
    gap,
  );
  if (row === undefined) return [];
  const end = row.toAt ?? work.now;
  return work.sql.all<Row>(OVER_GAP, provider, row.fromAt - BEFORE_GAP_MS, end, end, limit);
}

function addressOf(work: Work, { enrollment, channel, contact }: Row): string {
  const person = work.sql.one<{ contacts: string }>("select contacts from people where id = ?", enrollment);
  const contacts = JSON.parse(person?.contacts ?? "[]") as Contact[];
  return contacts[contactPlace(contacts, channelName(channel), contact)]?.address ?? "";
}

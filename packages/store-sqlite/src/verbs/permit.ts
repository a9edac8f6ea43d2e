import { rateAt } from "@relance/rules";
import type { PermitAnswer, PermitInput } from "@relance/spec";
import { SLOW_COLUMNS, slowedPace } from "@relance/store";
import type { Work } from "../transaction/work.ts";

/** A permit not used within this is void: a thawed worker cannot burst. */
const VOID_AFTER_MS = 150;
/** Most permits of one call, as time. */
const AT_ONCE_MS = 100;

const SAVE = `insert into providers (provider, next_at) values (?, ?)
  on conflict do update set next_at = excluded.next_at`;

const READ = `select next_at, ${SLOW_COLUMNS} from providers where provider = ?`;

/** Slots in time, shared by all workers: any stretch T carries at most rate × (T + 0.25 s). */
export function permit(work: Work, { provider, perSecond, wanted }: PermitInput): PermitAnswer {
  const word = work.word(provider);
  const row = work.sql.row(READ, word);
  const rate = rateAt(slowedPace(row, 1), perSecond, work.now);
  if (rate === undefined) return { granted: Math.max(0, wanted), nextAt: work.now };
  const interval = 1_000 / rate;
  const stored = typeof row?.[0] === "number" ? row[0] : 0;
  const isSetBack = stored > work.now + interval + AT_ONCE_MS; // no permit reaches further: the clock was set back
  const next = Math.max(isSetBack ? work.now : stored, work.now - VOID_AFTER_MS);
  if (next > work.now || wanted <= 0) return { granted: 0, nextAt: Math.ceil(Math.max(next, work.now)) };
  const due = Math.floor((work.now - next) / interval) + 1;
  const granted = Math.min(wanted, due + Math.floor(AT_ONCE_MS / interval));
  const nextAt = next + granted * interval;
  work.sql.run(SAVE, word, nextAt);
  return { granted, nextAt: Math.ceil(nextAt) };
}

import { rateAt } from "@relance/rules";
import type { PermitAnswer, PermitInput } from "@relance/spec";
import { SLOW_COLUMNS, slowedPace } from "../lanes/lane-pace.ts";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

/** A permit not used within this is void: a thawed worker cannot burst. */
export const VOID_AFTER_MS = 150;
/** Most permits of one call, as time. */
export const AT_ONCE_MS = 100;

const SLOWED = `select ${SLOW_COLUMNS} from providers where provider = $1`;
const BEGIN = "insert into permits (provider) values ($1) on conflict do nothing";
const HOLD = "select next_at from permits where provider = $1 for update";
const SAVE = "update permits set next_at = $2 where provider = $1";

/** Slots in time, shared by all workers: any stretch T carries at most rate × (T + 0.25 s). */
export async function permit(
  work: Work,
  { provider, perSecond, wanted }: PermitInput,
): Promise<PermitAnswer> {
  const { now, sql, words } = work;
  await words.need([provider]);
  const word = words.idOf(provider);
  const rate = rateAt(slowedPace(await sql.row(SLOWED, word)), perSecond, now);
  if (rate === undefined) return { granted: Math.max(0, wanted), nextAt: now };
  const interval = 1_000 / rate;
  const hold = () => sql.row(HOLD, word);
  let held = await hold();
  if (held === undefined) {
    await sql.run(BEGIN, word);
    held = await hold();
  }
  const stored = numberAt(held ?? [0], 0);
  const isSetBack = stored > now + interval + AT_ONCE_MS; // no permit reaches further: the clock was set back
  const next = Math.max(isSetBack ? now : stored, now - VOID_AFTER_MS);
  if (next > now || wanted <= 0) return { granted: 0, nextAt: Math.ceil(Math.max(next, now)) };
  const due = Math.floor((now - next) / interval) + 1;
  const granted = Math.min(wanted, due + Math.floor(AT_ONCE_MS / interval));
  const nextAt = next + granted * interval;
  await sql.run(SAVE, word, nextAt);
  return { granted, nextAt: Math.ceil(nextAt) };
}

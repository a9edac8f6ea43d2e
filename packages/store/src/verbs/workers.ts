import { dateOf, type LiveProcess, type WorkersAnswer } from "@relance/spec";
import type { Reading } from "../transaction/reading.ts";
import { uncarried } from "../workers/uncarried.ts";

const LIVE = `select incarnation, role, version, providers, config, refused, live_until as "liveUntil" from workers
  where is_gone = 0 and live_until > $1 order by id`;

interface LiveRow extends Omit<LiveProcess, "providers" | "refused" | "liveUntil"> {
  readonly providers: string;
  readonly refused: string;
  readonly liveUntil: number;
}

/** Who lives, and what waits for somebody who does not. */
export async function workers({ sql, now, liveNow }: Reading): Promise<WorkersAnswer> {
  const rows = await sql.all<LiveRow>(LIVE, liveNow);
  const processes = rows.map(({ liveUntil, providers, refused, ...row }) => ({
    ...row,
    providers: JSON.parse(providers) as string[],
    refused: JSON.parse(refused) as Record<string, number>,
    liveUntil: dateOf(now + liveUntil - liveNow),
  }));
  return { processes, uncarried: await uncarried(sql, now, liveNow) };
}

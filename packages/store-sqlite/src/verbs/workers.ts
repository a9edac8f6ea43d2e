import { dateOf, type LiveProcess, type WorkersAnswer } from "@relance/spec";
import type { StoreContext } from "../transaction/context.ts";
import { uncarried } from "../workers/uncarried.ts";

const LIVE = `select incarnation, role, version, providers, config, refused, live_until as liveUntil from workers
  where is_gone = 0 and live_until > ? order by id`;

interface LiveRow extends Omit<LiveProcess, "providers" | "refused" | "liveUntil"> {
  readonly providers: string;
  readonly refused: string;
  readonly liveUntil: number;
}

/** Who lives, and what waits for somebody who does not. */
export function workers({ sql, clocks }: StoreContext): WorkersAnswer {
  const [now, liveNow] = [Math.floor(clocks.now()), Math.floor(clocks.liveNow())];
  const processes = sql.all<LiveRow>(LIVE, liveNow).map(({ providers, refused, liveUntil, ...row }) => ({
    ...row,
    providers: JSON.parse(providers) as string[],
    refused: JSON.parse(refused) as Record<string, number>,
    liveUntil: dateOf(now + liveUntil - liveNow),
  }));
  return { processes, uncarried: uncarried(sql, now, liveNow) };
}

import { setTimeout as pause } from "node:timers/promises";
import type { Session } from "../session.ts";

/** Time between two looks at the end of what there is, in milliseconds. */
const LOOK_MS = 500;

/**
 * Reads page after page with `turn`, which answers how many rows it showed. With `isFollowing` it goes on at the end
 * until a signal, or until nobody reads stdout any more.
 */
export async function follow(session: Session, isFollowing: boolean, turn: () => Promise<number>): Promise<void> {
  const { stop, host } = session;
  if (isFollowing) stop.listen(() => {});
  while (!stop.signal.aborted && host.stdout.writable) {
    if ((await turn()) > 0) continue;
    if (!isFollowing) return;
    await pause(LOOK_MS, undefined, { signal: stop.signal }).catch(() => {});
  }
}

import { setTimeout as pause } from "node:timers/promises";
import { isLive } from "@relance/core";
import type { Health, Ledger } from "@relance/spec";
import type { Gateway } from "relance";
import type { Progress } from "../progress/progress.ts";
import type { Session } from "../session.ts";

const LOOK_MS = 500;

export interface WatchOptions {
  readonly signal: AbortSignal;
  /** Told when no campaign is live. */
  readonly onIdle: () => void;
}

/** Shows where the campaigns stand, once more at the end; says when another worker has the store. */
export async function watchCampaigns(
  session: Session,
  gateway: Gateway,
  progress: Progress,
  { signal, onIdle }: WatchOptions,
): Promise<void> {
  const seen = new Set<number>();
  let worker: Health["worker"] = "running";

  async function look(): Promise<void> {
    const health = await gateway.health();
    if (health.worker === "standby" && worker !== "standby") {
      session.output.note("another worker has this store: standing by, sending nothing");
    } else if (health.worker === "running" && worker === "standby") {
      session.output.note("the other worker has left: sending now");
    }
    worker = health.worker;
    const ledgers = await gateway.campaigns.list();
    const live = ledgers.filter(isLive);
    for (const { campaign } of live) seen.add(campaign);
    progress.campaigns(ledgers.filter(({ campaign }: Ledger) => seen.has(campaign)));
    if (live.length === 0) onIdle();
  }

  while (!signal.aborted) {
    await look().catch(() => {}); // a failing store is the worker's to report
    await pause(LOOK_MS, undefined, { signal }).catch(() => {});
  }
  await look().catch(() => {});
}

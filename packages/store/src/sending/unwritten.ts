import { ATTEMPT, isOurs } from "@relance/rules";
import type { AttemptOutcome } from "@relance/spec";
import type { Work } from "../transaction/work.ts";
import type { AttemptRow } from "./attempt-rows.ts";

/** Who could not send a message of this version is no help for so long, in milliseconds: four rests of a worker. */
const UNABLE_MS = 120_000;

/** Other workers that live, have the provider, and have not failed lately with this version as this one did. */
const OTHERS = `select 1 from workers k join words w on w.id = $1
  where k.role = 'worker' and k.is_gone = 0 and k.live_until > $2 and k.id <> $3
  and strpos(k.providers, '"' || w.word || '"') > 0
  and not exists (select 1 from attempts a join words e on e.id = a.error where a.submitted_at > $4 and a.worker = k.id
    and a.provider = w.id and a.version = $5 and a.state = ${ATTEMPT.deferred} and substr(e.word, 1, 9) <> 'provider/')
  limit 1`;

/**
 * A worker that cannot write or price a message rests by itself. Where another one may send it, nobody else has to: the
 * provider stays open, and the person waits for no rest.
 */
export async function leaveToOthers(
  work: Work,
  outcomes: readonly AttemptOutcome[],
): Promise<readonly AttemptOutcome[]> {
  if (work.context.settings.isSingleWorker || !outcomes.some(({ errorCode }) => isOurs(errorCode))) return outcomes;
  const asked = new Map<string, boolean>();
  const left: AttemptOutcome[] = [];
  for (const outcome of outcomes) {
    const attempt = work.attempts.get(work.context.attemptIds.numberOf(outcome.attemptId) ?? 0);
    const isLeft = isOurs(outcome.errorCode) && attempt !== undefined && (await hasOther(work, attempt, asked));
    left.push(isLeft ? { ...outcome, retryAfterMs: undefined } : outcome);
  }
  return left;
}

async function hasOther(
  work: Work,
  { provider, worker, enrollment }: AttemptRow,
  asked: Map<string, boolean>,
): Promise<boolean> {
  const version = work.rows.get(enrollment)?.version ?? 0;
  const key = `${provider} ${worker} ${version}`;
  let has = asked.get(key);
  if (has === undefined) {
    has = (await work.sql.row(OTHERS, provider, work.liveNow, worker, work.now - UNABLE_MS, version)) !== undefined;
    asked.set(key, has);
  }
  return has;
}

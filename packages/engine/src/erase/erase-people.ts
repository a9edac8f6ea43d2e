import {
  type Actor,
  type AttemptRef,
  ConfigError,
  type EraseAnswer,
  type ForgottenPerson,
  splitChunks,
} from "@relance/spec";
import { checkBy, checkKeys } from "../base/check-by.ts";
import type { EngineContext, Needs } from "../base/context.ts";
import { refNames } from "../base/keyed-hashes.ts";
import { namedPeople, refuseUnknown } from "./recipient-status.ts";

const BATCH = 50;
const LOG_TRIES = 50;
const LOG_WAIT_MS = 200;
const MAX_WORDS = 300;

export interface EraseOptions extends Actor {
  readonly tenant?: string | undefined;
  /** True to accept unknown keys too. Later rows with these keys are refused. @default false */
  readonly unknown?: boolean | undefined;
}

export interface Erased {
  /** Number of erased enrollments in all campaigns, including closed ones. */
  readonly enrollments: number;
  /** Number of erased enrollments that were still open. They were cancelled first. */
  readonly cancelled: number;
}

export async function erasePeople(context: EngineContext, keys: readonly string[], by: EraseOptions): Promise<Erased> {
  const { store, signer } = context;
  checkBy(by);
  checkKeys(keys);
  const { actor, reason, tenant = "", unknown = false } = by;
  if (actor.length > MAX_WORDS || reason.length > MAX_WORDS)
    throw new ConfigError("config/invalid", "write who erases these recipients, and the reason, in a few words");
  const people = namedPeople(signer, tenant, keys);
  if (!unknown) await refuseUnknown(context, people);
  const totals = { enrollments: 0, cancelled: 0 };
  for (const some of splitChunks(people, BATCH)) {
    const answer = await store.erase({ people: some, actor, reason, refs: await renamedRefs(context, some) });
    totals.enrollments += answer.enrollments;
    totals.cancelled += answer.cancelled;
  }
  await finishErasing(context);
  return totals;
}

async function renamedRefs(
  { store, signer }: Needs<"store" | "signer">,
  people: readonly ForgottenPerson[],
): Promise<readonly AttemptRef[]> {
  return (await store.statuses({ refsOf: people })).refs.flatMap(({ attempt, ref }) => {
    const [name] = refNames(signer, ref) ?? [];
    return name === undefined ? [] : [{ attempt, ref: name }];
  });
}

/** Completes earlier erasures, and truncates the write-ahead log if a reader had prevented that. */
export async function finishErasing({ store, runtime }: Needs<"store" | "runtime">): Promise<void> {
  let answer: EraseAnswer;
  let tries = 0;
  do {
    answer = await store.erase({ people: [], actor: "relance", reason: "completes an earlier erasure" });
    if (!answer.more && answer.isLogged) {
      tries += 1;
      await runtime.sleep(LOG_WAIT_MS);
    }
  } while (answer.more || (answer.isLogged && tries < LOG_TRIES));
}

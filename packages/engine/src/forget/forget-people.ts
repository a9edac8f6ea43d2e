import { type AttemptRef, type By, ConfigError, type EraseAnswer, type ForgottenPerson } from "@relance/spec";
import { checkBy } from "../base/check-by.ts";
import type { EngineContext } from "../base/context.ts";
import { refNames } from "../base/ref-names.ts";
import { checkKeys } from "../campaign/order-people.ts";
import { namedPeople, refuseUnknown } from "./person-standing.ts";

const BATCH = 50;
/** How long a log with a reader is waited for. */
const LOG_TRIES = 50;
const LOG_WAIT_MS = 200;
/** Longest name of who acts, and longest reason, in characters. */
const MAX_WORDS = 300;

/** Who forgets recipients, why, and whose. */
export interface ForgetOptions extends By {
  /** Whose recipients these are. @default "" */
  readonly tenant?: string | undefined;
  /**
   * Takes keys about which nothing is here too, and refuses later rows with one. Without it a mistyped key would do
   * so. @default false
   */
  readonly unknown?: boolean | undefined;
}

/** What forgetting came to. */
export interface Forgotten {
  /** Enrollments that were emptied, closed ones included, over all campaigns. */
  readonly enrollments: number;
  /** How many of them were open, and were cancelled first. */
  readonly cancelled: number;
}

/**
 * Forgets recipients for good, over all campaigns of their tenant. All of them or, where one was never here, none.
 * @throws {MessageError} `message/bad-key`, `message/never-here`
 * @throws {ConfigError} `config/invalid` without an actor or a reason
 */
export async function forgetPeople(
  context: EngineContext,
  keys: readonly string[],
  by: ForgetOptions,
): Promise<Forgotten> {
  const { store, signer } = context;
  checkBy(by);
  checkKeys(keys);
  const { actor, reason, tenant = "", unknown = false } = by;
  if (actor.length > MAX_WORDS || reason.length > MAX_WORDS)
    throw new ConfigError("config/invalid", "say who forgets these people, and why, in a few words");
  const people = namedPeople(signer, tenant, keys);
  if (!unknown) await refuseUnknown(context, people);
  const totals = { enrollments: 0, cancelled: 0 };
  for (let start = 0; start < people.length; start += BATCH) {
    const some = people.slice(start, start + BATCH);
    const answer = await store.erase({ people: some, actor, reason, refs: await renamedRefs(context, some) });
    totals.enrollments += answer.enrollments;
    totals.cancelled += answer.cancelled;
  }
  await finishErasing(context);
  return totals;
}

/** Ids of messages to these recipients that may be made of an address, with what is to stand in their place. */
async function renamedRefs(
  { store, signer }: EngineContext,
  people: readonly ForgottenPerson[],
): Promise<readonly AttemptRef[]> {
  return (await store.refsOf(people)).flatMap(({ attempt, ref }) => {
    const [name] = refNames(signer, ref) ?? [];
    return name === undefined ? [] : [{ attempt, ref: name }];
  });
}

/** Looks through everything that earlier calls left to look through, and cuts the log behind it. */
export async function finishErasing({ store, runtime }: EngineContext): Promise<void> {
  let answer: EraseAnswer;
  let tries = 0;
  do {
    answer = await store.erase({ people: [], actor: "relance", reason: "goes on" });
    if (!answer.more && answer.isLogged) {
      tries += 1;
      await runtime.sleep(LOG_WAIT_MS);
    }
  } while (answer.more || (answer.isLogged && tries < LOG_TRIES));
}

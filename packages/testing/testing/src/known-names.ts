import type { Recipient, Store } from "@relance/spec";

/** Names of providers and answers that a test may use for a recipient. */
interface PersonNames {
  readonly providers: ReadonlySet<string>;
  readonly answers: ReadonlySet<string>;
  /** Providers that do not report deliveries. */
  readonly silent: ReadonlySet<string>;
}

/**
 * The key is the timeline, because each read of an encrypted store returns a new recipient object with the same
 * timeline.
 */
const ofPeople = new WeakMap<Recipient["timeline"], PersonNames>();

/** Returns the names for a recipient of the relance instance under test, or an empty object for another recipient. */
export function knownNames({ timeline }: Recipient): Partial<PersonNames> {
  return ofPeople.get(timeline) ?? {};
}

/**
 * Refuses a misspelt name. A misspelt name never matches, so a negated assertion would always pass.
 * @throws {RangeError} if the name is unknown
 */
export function refuseUnknown(name: string | undefined, known: ReadonlySet<string> | undefined): void {
  if (name === undefined || known === undefined || known.has(name)) return;
  throw new RangeError(`there is no ${name}: ${[...known].join(", ")}`);
}

type Named = Pick<Parameters<Store["enroll"]>[0], "rows" | "refused">;

interface NamingStore {
  readonly store: Store;
  readonly keys: ReadonlySet<string>;
  note(people: Named): void;
}

/** Wraps a store to record the enrolled keys and the answers of each recipient's campaign. */
export function namingStore(
  store: Store,
  { providers, silent }: Pick<PersonNames, "providers" | "silent">,
): NamingStore {
  const keys = new Set<string>();
  const answerIds = new Map<number, Set<string>>();

  function note({ rows, refused }: Named): void {
    for (const { key, person = key } of rows) keys.add(key).add(person);
    for (const { key } of refused) if (key !== undefined) keys.add(key);
  }

  return {
    keys,
    note,
    store: {
      ...store,
      async define(input) {
        const answer = await store.define(input);
        const answers = answerIds.get(answer.campaign) ?? new Set();
        answerIds.set(answer.campaign, answers);
        for (const name of Object.keys(input.plan.answers)) answers.add(name);
        return answer;
      },
      enroll(chunk) {
        note(chunk);
        return store.enroll(chunk);
      },
      async read(target) {
        const person = await store.read(target);
        if (person === undefined) return undefined;
        const answers = answerIds.get(person.campaign) ?? new Set();
        ofPeople.set(person.timeline, { providers, answers, silent });
        return person;
      },
    },
  };
}

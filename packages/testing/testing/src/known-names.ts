import type { Recipient, Store } from "@relance/spec";

/** What a recipient under test can be reached over and confirmed by. */
interface PersonNames {
  readonly providers: ReadonlySet<string>;
  readonly answers: ReadonlySet<string>;
  /** Of {@link providers}, those that report no deliveries. */
  readonly silent: ReadonlySet<string>;
}

/** By timeline, because a recipient whose store is encrypted is read as a new object around it. */
const ofPeople = new WeakMap<Recipient["timeline"], PersonNames>();

/** Names that a recipient's gateway under test knows; of a recipient of another gateway nothing is known. */
export function namesKnownOf({ timeline }: Recipient): Partial<PersonNames> {
  return ofPeople.get(timeline) ?? {};
}

/** A name that there is not would find nothing, and a test would pass by it. @throws {RangeError} */
export function refuseUnknown(name: string | undefined, known: ReadonlySet<string> | undefined): void {
  if (name === undefined || known === undefined || known.has(name)) return;
  throw new RangeError(`there is no ${name}: ${[...known].join(", ")}`);
}

type Named = Pick<Parameters<Store["enroll"]>[0], "rows" | "refused">;

interface NamingStore {
  readonly store: Store;
  /** Of all who were named, enrolled or not. */
  readonly keys: ReadonlySet<string>;
  note(people: Named): void;
}

/** The same store, which notes whom the program named, and which answers the campaign of a recipient has. */
export function namingStore(
  store: Store,
  { providers, silent }: Pick<PersonNames, "providers" | "silent">,
): NamingStore {
  const keys = new Set<string>();
  const answersOf = new Map<number, Set<string>>();

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
        const answers = answersOf.get(answer.campaign) ?? new Set(); // of all its versions
        answersOf.set(answer.campaign, answers);
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
        const answers = answersOf.get(person.campaign) ?? new Set();
        ofPeople.set(person.timeline, { providers, answers, silent });
        return person;
      },
    },
  };
}

import type { ListedPerson, RevealedPerson } from "../../../src/wire/people.ts";
import type { Wired } from "../../../src/wire/wired.ts";
import { Table } from "../../parts/table.tsx";
import { useWords } from "../../words/use-words.ts";
import { Contacts } from "./contacts.tsx";

/** People with why they were not reached, and what is known of the last message. */
export function PeopleTable({
  campaign,
  people,
  revealed,
  label,
}: {
  readonly campaign: number;
  readonly people: readonly Wired<ListedPerson>[];
  readonly revealed: ReadonlyMap<string, Wired<RevealedPerson>>;
  readonly label: string;
}) {
  const words = useWords();
  const { persons, parts } = words;
  return (
    <Table
      label={label}
      stacks
      columns={[
        { name: persons.key },
        { name: persons.state },
        { name: persons.cause },
        { name: persons.contacts },
        { name: persons.lastMessage },
      ]}
      rows={people.map(({ key, state, cause, contacts, lastAttempt, line }, place) => ({
        key: `${key} ${line ?? place}`,
        cells: [
          state === "refused" ? (
            key || persons.line(line ?? 0)
          ) : (
            <a href={`#/campaign/${campaign}/people/${encodeURIComponent(key)}`}>{key}</a>
          ),
          parts[state] ?? state,
          persons.causes[cause] ?? cause,
          <Contacts key="contacts" contacts={revealed.get(key)?.contacts ?? contacts} />,
          lastAttempt === undefined
            ? "–"
            : `${lastAttempt.provider}: ${persons.evidence[lastAttempt.evidence] ?? lastAttempt.evidence}`,
        ],
      }))}
    />
  );
}

import type { ListedPerson, RevealedPerson } from "../../../src/wire/people.ts";
import type { Wired } from "../../../src/wire/wired.ts";
import { ConfirmByPhone } from "../../controls/confirm-by-phone.tsx";
import { useSession } from "../../live/session.ts";
import { Table } from "../../parts/table.tsx";
import { useWords } from "../../words/use-words.ts";
import { Contacts } from "./contacts.tsx";

/** People with why they were not reached, and what is known of the last message. */
export function PeopleTable({
  campaign,
  people,
  revealed,
  label,
  onConfirmed,
}: {
  readonly campaign: number;
  readonly people: readonly Wired<ListedPerson>[];
  readonly revealed: ReadonlyMap<string, Wired<RevealedPerson>>;
  readonly label: string;
  /** Somebody has confirmed by phone. Absent = that is not offered here. */
  readonly onConfirmed?: (() => void) | undefined;
}) {
  const words = useWords();
  const { persons, parts } = words;
  const { role } = useSession();
  const isOffered = role === "operator" && onConfirmed !== undefined;
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
        ...(isOffered ? [{ name: words.controls.label }] : []),
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
          ...(isOffered
            ? [<ConfirmByPhone key="confirm" campaign={campaign} person={{ key, state }} done={onConfirmed} />]
            : []),
        ],
      }))}
    />
  );
}

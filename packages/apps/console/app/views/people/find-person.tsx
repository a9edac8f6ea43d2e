import { useState } from "preact/hooks";
import type { ListedPerson, RevealedPerson } from "../../../src/wire/people.ts";
import type { CampaignCard } from "../../../src/wire/views.ts";
import type { Wired } from "../../../src/wire/wired.ts";
import { ConfirmByPhone } from "../../controls/person-orders.tsx";
import { ask, useSession } from "../../live/ask.ts";
import { Table } from "../../parts/table.tsx";
import { named } from "../../words/named.ts";
import { useWords } from "../../words/use-words.ts";
import { Contacts, PersonStory } from "./person-story.tsx";

const NOTHING = new Map<string, never>();

export function FindPerson({ card, person }: { readonly card: Wired<CampaignCard>; readonly person: string }) {
  const { campaign } = card;
  const words = useWords();
  const { persons } = words;
  const [found, setFound] = useState<readonly Wired<ListedPerson>[]>();
  async function find(event: SubmitEvent) {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget as HTMLFormElement).get("text"));
    const { people } = await ask("people/find", { campaign, text });
    setFound(people);
    const [only] = people;
    if (people.length === 1 && only !== undefined)
      location.hash = `#/campaign/${campaign}/people/${encodeURIComponent(only.key)}`;
  }
  return (
    <section aria-labelledby="find">
      <h2 id="find">{words.tabs.people}</h2>
      <search>
        <form class="find" onSubmit={find}>
          <label>
            {persons.findLabel}
            <input name="text" required maxLength={200} autocomplete="off" spellcheck={false} />
          </label>
          <button type="submit" class="primary">
            {persons.find}
          </button>
        </form>
      </search>
      <p role="status">{found === undefined || found.length > 0 ? "" : persons.notHere}</p>
      {found !== undefined && found.length > 1 && (
        <PeopleTable campaign={campaign} people={found} revealed={NOTHING} label={words.tabs.people} />
      )}
      {person !== "" && <PersonStory key={person} card={card} person={person} />}
    </section>
  );
}

interface PeopleTableProps {
  readonly campaign: number;
  readonly people: readonly Wired<ListedPerson>[];
  readonly revealed: ReadonlyMap<string, Wired<RevealedPerson>>;
  readonly label: string;
  /** Called after an operator has confirmed a recipient by phone. If absent, the page has no button for this. */
  readonly onConfirmed?: (() => void) | undefined;
}

export function PeopleTable({ campaign, people, revealed, label, onConfirmed }: PeopleTableProps) {
  const words = useWords();
  const { persons } = words;
  const { role } = useSession();
  const isOffered = role === "operator" && onConfirmed !== undefined;
  return (
    <Table
      label={label}
      stacks
      columns={[
        ...[persons.key, persons.state, persons.cause, persons.contacts, persons.lastMessage],
        ...(isOffered ? [words.controls.label] : []),
      ]}
      rows={people.map(({ key, state, cause, contacts, lastAttempt, line }, place) => ({
        key: `${key} ${line ?? place}`,
        cells: [
          state === "refused" ? (
            key || words.fill(persons.line, { line: String(line ?? 0) })
          ) : (
            <a href={`#/campaign/${campaign}/people/${encodeURIComponent(key)}`}>{key}</a>
          ),
          named(words.states, state),
          named(words.causes, cause),
          <Contacts key="contacts" contacts={revealed.get(key)?.contacts ?? contacts} />,
          lastAttempt === undefined ? "–" : `${lastAttempt.provider}: ${named(words.states, lastAttempt.evidence)}`,
          ...(isOffered
            ? [<ConfirmByPhone key="confirm" campaign={campaign} person={{ key, state }} done={onConfirmed} />]
            : []),
        ],
      }))}
    />
  );
}

import { useState } from "preact/hooks";
import type { ListedPerson } from "../../../src/wire/people.ts";
import type { CampaignCard } from "../../../src/wire/views.ts";
import type { Wired } from "../../../src/wire/wired.ts";
import { ask } from "../../live/ask.ts";
import { useWords } from "../../words/use-words.ts";
import { PeopleTable } from "./people-table.tsx";
import { PersonStory } from "./person-story.tsx";

const NOTHING = new Map<string, never>();

/** Search by key, phone number or mailbox; what is looked for never stands in the address of the page. */
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
      <p role="status">{found === undefined || found.length > 0 ? "" : persons.nobody}</p>
      {found !== undefined && found.length > 1 && (
        <PeopleTable campaign={campaign} people={found} revealed={NOTHING} label={words.tabs.people} />
      )}
      {person !== "" && <PersonStory key={person} card={card} person={person} />}
    </section>
  );
}

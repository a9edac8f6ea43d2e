import { useEffect, useState } from "preact/hooks";
import type { ListedPerson, RevealedPerson } from "../../../src/wire/people.ts";
import type { CampaignSections } from "../../../src/wire/views.ts";
import type { Wired } from "../../../src/wire/wired.ts";
import { ask } from "../../live/ask.ts";
import { count } from "../../words/numbers.ts";
import { useWords } from "../../words/use-words.ts";
import { PeopleTable } from "./people-table.tsx";
import { RevealButton } from "./reveal-button.tsx";

/** Everybody who was not reached, page by page, for those who will phone or write. */
export function Unreached({ now }: { readonly now: Wired<CampaignSections>["now"] }) {
  const words = useWords();
  const { locale, persons } = words;
  const [pages, setPages] = useState<readonly (string | undefined)[]>([undefined]);
  const [people, setPeople] = useState<readonly Wired<ListedPerson>[]>();
  const [next, setNext] = useState<string>();
  const [revealed, setRevealed] = useState<ReadonlyMap<string, Wired<RevealedPerson>>>(new Map());
  const campaign = now.ledger?.campaign ?? 0;
  const cursor = pages.at(-1);
  const total = now.card?.reach.unreached ?? 0;
  useEffect(() => {
    let isLeft = false;
    void ask("people/unreached", { campaign, cursor }).then((page) => {
      if (isLeft) return;
      setPeople(page.people);
      setNext(page.cursor);
      setRevealed(new Map());
    });
    return () => {
      isLeft = true;
    };
    // the first page is read again while people come to it
  }, [campaign, cursor, cursor === undefined ? total : 0]);
  const causes = Object.entries(now.ledger?.unreachedBy ?? {}).filter(([, number]) => number > 0);
  const keys = people?.filter(({ state }) => state !== "refused").map(({ key }) => key) ?? [];
  return (
    <section aria-labelledby="unreached">
      <h2 id="unreached">{words.tabs.unreached}</h2>
      <p>
        {causes.length === 0
          ? persons.everybodyReached
          : causes.map(([cause, number]) => `${count(locale, number)} ${persons.causes[cause] ?? cause}`).join(" · ")}
      </p>
      <p class="soft">
        {persons.exportHint} <code>relance export {now.ledger?.name} --unreached</code>
      </p>
      {people !== undefined && people.length > 0 && (
        <>
          <PeopleTable campaign={campaign} people={people} revealed={revealed} label={words.tabs.unreached} />
          <p class="buttons">
            <RevealButton
              campaign={campaign}
              keys={keys}
              reveal={(all) => setRevealed(new Map(all.map((one) => [one.key, one])))}
            />
            <button type="button" disabled={pages.length === 1} onClick={() => setPages(pages.slice(0, -1))}>
              {persons.back}
            </button>
            <button type="button" disabled={next === undefined} onClick={() => setPages([...pages, next])}>
              {persons.next}
            </button>
          </p>
        </>
      )}
    </section>
  );
}

import { inOrderOfUrgency } from "@relance/report";
import { useEffect, useState } from "preact/hooks";
import type { ListedPerson, RevealedPerson } from "../../../src/wire/people.ts";
import type { Wired } from "../../../src/wire/wired.ts";
import { OrderButton } from "../../controls/order-buttons.tsx";
import { ask, download } from "../../live/ask.ts";
import { named } from "../../words/named.ts";
import { count } from "../../words/numbers.ts";
import { useWords } from "../../words/use-words.ts";
import type { SteerFacts } from "../campaign/steered.ts";
import { PeopleTable } from "./find-person.tsx";
import { RevealButton } from "./reveal-button.tsx";

export function Unreached({ now, cause }: Pick<SteerFacts, "now"> & { readonly cause: string | undefined }) {
  const words = useWords();
  const { fill, persons } = words;
  const [pages, setPages] = useState<readonly (string | undefined)[]>([undefined]);
  const [people, setPeople] = useState<readonly Wired<ListedPerson>[]>();
  const [next, setNext] = useState<string>();
  const [revealed, setRevealed] = useState<ReadonlyMap<string, Wired<RevealedPerson>>>(new Map());
  const [confirmed, setConfirmed] = useState(0);
  const campaign = now.ledger?.campaign ?? 0;
  const cursor = pages.at(-1);
  const causes = Object.entries(now.ledger?.unreachedBy ?? {}).filter(([, number]) => number > 0);
  const total = causes.reduce((sum, [name, number]) => sum + (cause === undefined || name === cause ? number : 0), 0);
  useEffect(() => {
    let isLeft = false;
    void ask("people/unreached", { campaign, cursor, cause }).then((page) => {
      if (isLeft) return;
      setPeople(page.people);
      setNext(page.cursor);
    });
    return () => {
      isLeft = true;
    };
    // if the number of recipients changes, the first page is read again
  }, [campaign, cursor, cause, confirmed, cursor === undefined ? total : 0]);
  const turnTo = (all: readonly (string | undefined)[]) => {
    setRevealed(new Map()); // a new page hides the addresses again
    setPages(all);
  };
  const keys = people?.filter(({ state }) => state !== "refused").map(({ key }) => key) ?? [];
  return (
    <section aria-labelledby="unreached">
      <h2 id="unreached">{words.tabs.unreached}</h2>
      {causes.length === 0 ? (
        <p>{persons.everybodyReached}</p>
      ) : (
        <>
          <p class="soft">{persons.callOrder}</p>
          <Causes campaign={campaign} causes={causes} chosen={cause} />
        </>
      )}
      {people !== undefined && people.length > 0 && (
        <>
          <p class="buttons">
            <RevealButton
              campaign={campaign}
              keys={keys}
              reveal={(all) => setRevealed(new Map(all.map((one) => [one.key, one])))}
            />
            <OrderButton
              name={persons.download}
              means={fill(persons.downloadMeans, { count: total })}
              send={(by) =>
                download("people/export", { campaign, cause, ...by }, `${now.ledger?.name ?? "campaign"}-unreached.csv`)
              }
            />
          </p>
          <PeopleTable
            campaign={campaign}
            people={people}
            revealed={revealed}
            label={words.tabs.unreached}
            onConfirmed={() => setConfirmed(confirmed + 1)}
          />
          <p class="buttons">
            <button type="button" disabled={pages.length === 1} onClick={() => turnTo(pages.slice(0, -1))}>
              {persons.back}
            </button>
            <button type="button" disabled={next === undefined} onClick={() => turnTo([...pages, next])}>
              {persons.next}
            </button>
          </p>
        </>
      )}
    </section>
  );
}

interface CausesProps {
  readonly campaign: number;
  readonly causes: readonly (readonly [cause: string, people: number])[];
  readonly chosen: string | undefined;
}

function Causes({ campaign, causes, chosen }: CausesProps) {
  const { locale, causes: causeWords, persons } = useWords();
  const people = new Map(causes);
  const all = causes.reduce((sum, [, people]) => sum + people, 0);
  const link = (cause: string | undefined, number: number, name: string) => (
    <li key={cause ?? ""}>
      <a
        href={`#/campaign/${campaign}/unreached${cause === undefined ? "" : `/${encodeURIComponent(cause)}`}`}
        aria-current={cause === chosen ? "true" : undefined}
      >
        <b>{count(locale, number)}</b> {name}
      </a>
    </li>
  );
  return (
    <nav aria-label={persons.byCause}>
      <ul class="chips">
        {link(undefined, all, persons.allCauses)}
        {inOrderOfUrgency([...people.keys()]).map((cause) =>
          link(cause, people.get(cause) ?? 0, named(causeWords, cause)),
        )}
      </ul>
    </nav>
  );
}

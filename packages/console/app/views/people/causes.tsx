import { inOrderOfUrgency } from "@relance/spec";
import { count } from "../../words/numbers.ts";
import { useWords } from "../../words/use-words.ts";

/** How many were not reached, by cause; each leads to its own list. */
export function Causes({
  campaign,
  causes,
  chosen,
}: {
  readonly campaign: number;
  readonly causes: readonly (readonly [cause: string, people: number])[];
  /** Absent = all of them. */
  readonly chosen: string | undefined;
}) {
  const { locale, persons } = useWords();
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
          link(cause, people.get(cause) ?? 0, persons.causes[cause] ?? cause),
        )}
      </ul>
    </nav>
  );
}

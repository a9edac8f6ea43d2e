import { count } from "../../words/numbers.ts";
import { useWords } from "../../words/use-words.ts";

/** Who waits for a call stands in front of all others. */
const FIRST = "help";

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
  const order = [...causes].sort(([a, n], [b, m]) => Number(b === FIRST) - Number(a === FIRST) || m - n);
  const all = causes.reduce((sum, [, people]) => sum + people, 0);
  const link = (cause: string | undefined, people: number, name: string) => (
    <li key={cause ?? ""}>
      <a
        href={`#/campaign/${campaign}/unreached${cause === undefined ? "" : `/${encodeURIComponent(cause)}`}`}
        aria-current={cause === chosen ? "true" : undefined}
      >
        <b>{count(locale, people)}</b> {name}
      </a>
    </li>
  );
  return (
    <nav aria-label={persons.byCause}>
      <ul class="chips">
        {link(undefined, all, persons.allCauses)}
        {order.map(([cause, people]) => link(cause, people, persons.causes[cause] ?? cause))}
      </ul>
    </nav>
  );
}

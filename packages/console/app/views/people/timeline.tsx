import type { RevealedPerson, ShownPerson } from "../../../src/wire/people.ts";
import type { Wired } from "../../../src/wire/wired.ts";
import { clock, moment } from "../../words/numbers.ts";
import { useWords } from "../../words/use-words.ts";
import { ReceiptFacts } from "./receipt-facts.tsx";

/**
 * Everything that happened to one person, oldest first, with what providers said about it beside; hints decide nothing and are
 * told apart.
 */
export function Timeline({
  entries,
  requests,
}: {
  readonly entries: Wired<ShownPerson>["timeline"];
  /** Absent = they are hidden. */
  readonly requests: Wired<RevealedPerson>["requests"] | undefined;
}) {
  const words = useWords();
  const { locale, persons } = words;
  return (
    <ol class="timeline">
      {entries.map(({ at, type, provider, step, cause, detail, attemptId, by, isHint, receipt }, place) => (
        <li key={place} class={isHint ? "hint" : (type.split(".")[1] ?? "")}>
          <time dateTime={at} title={clock(locale, at)}>
            {moment(locale, at)}
          </time>{" "}
          <strong>{persons.events[type] ?? type}</strong>{" "}
          {[
            provider,
            step === undefined ? undefined : words.step(step),
            cause === undefined ? undefined : (persons.causes[cause] ?? cause),
            receipt === undefined ? (persons.qualities[detail ?? ""] ?? detail) : undefined,
            by,
          ]
            .filter(Boolean)
            .join(" · ")}{" "}
          {attemptId && <code>{attemptId}</code>}
          {receipt && <ReceiptFacts receipt={receipt} requests={requests} />}
        </li>
      ))}
    </ol>
  );
}

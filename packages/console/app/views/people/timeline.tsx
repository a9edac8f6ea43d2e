import type { ShownPerson } from "../../../src/wire/people.ts";
import type { Wired } from "../../../src/wire/wired.ts";
import { clock, moment } from "../../words/numbers.ts";
import { useWords } from "../../words/use-words.ts";

/** Everything that happened to one person, oldest first; hints decide nothing and are told apart. */
export function Timeline({ entries }: { readonly entries: Wired<ShownPerson>["timeline"] }) {
  const words = useWords();
  const { locale, persons } = words;
  return (
    <ol class="timeline">
      {entries.map(({ at, type, provider, step, cause, detail, attemptId, isHint }, place) => (
        <li key={place} class={isHint ? "hint" : (type.split(".")[1] ?? "")}>
          <time dateTime={at} title={clock(locale, at)}>
            {moment(locale, at)}
          </time>{" "}
          <strong>{persons.events[type] ?? type}</strong>{" "}
          {[
            provider,
            step === undefined ? undefined : words.step(step + 1),
            cause === undefined ? undefined : (persons.causes[cause] ?? cause),
            detail,
          ]
            .filter(Boolean)
            .join(" · ")}{" "}
          {attemptId && <code>{attemptId}</code>}
        </li>
      ))}
    </ol>
  );
}

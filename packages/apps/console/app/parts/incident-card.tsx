import type { ComponentChildren } from "preact";
import type { IncidentCard as Incident } from "../../src/wire/views.ts";
import type { Wired } from "../../src/wire/wired.ts";
import { named, placeName } from "../words/named.ts";
import { moment, withMoments } from "../words/numbers.ts";
import { useWords } from "../words/use-words.ts";

const SHOWN = 4;

export function IncidentCard({
  incident,
  children,
}: {
  /** The incident. A report file has no `remedies`, because it cannot send commands. */
  readonly incident: Omit<Wired<Incident>, "remedies"> & Partial<Pick<Wired<Incident>, "remedies">>;
  readonly children?: ComponentChildren;
}) {
  const words = useWords();
  const { actors, fill, locale } = words;
  const { id, kind, provider, destination: part, startedAt, endedAt, notes, remedies = [] } = incident;
  const isOpen = endedAt === undefined;
  const where = provider === "" ? "" : ` · ${placeName(words, provider, part)}`;
  const early = notes.slice(0, Math.max(0, notes.length - SHOWN));
  const line = ({ at, actor, fact, action }: Wired<Incident>["notes"][number], place: number) => (
    <li key={place}>
      <span class="soft">
        {moment(locale, at)} · {named(actors, actor)}
      </span>
      <span lang={Object.hasOwn(actors, actor) ? "en" : undefined}>{withMoments(locale, fact)}</span>
      {action && <strong lang="en">→ {withMoments(locale, action)}</strong>}
    </li>
  );
  return (
    <article class={`card ${isOpen ? "bad" : ""}`} aria-labelledby={`incident-${id}`}>
      <h3 id={`incident-${id}`}>
        <span class={`pill ${isOpen ? "bad" : ""}`}>
          {isOpen ? words.incidentState.open : words.incidentState.ended}
        </span>{" "}
        #{id} · {named(words.incidentKinds, kind)}
        {where}
      </h3>
      <p class="soft">
        {endedAt === undefined
          ? fill(words.since, { time: moment(locale, startedAt) })
          : fill(words.fromTo, { from: moment(locale, startedAt), to: moment(locale, endedAt) })}
      </p>
      {early.length > 0 && (
        <details>
          <summary>{fill(words.olderNotes, { count: early.length })}</summary>
          <ol class="notes">{early.map(line)}</ol>
        </details>
      )}
      <ol class="notes">{notes.slice(-SHOWN).map(line)}</ol>
      {children}
      {remedies.length > 0 && (
        <details open={isOpen}>
          <summary>{words.commands}</summary>
          <ul class="commands">
            {remedies.map(({ command, why }) => (
              <li key={command}>
                <code>{command}</code>{" "}
                <span class="soft" lang="en">
                  {why}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </article>
  );
}

import { incidentInFrench } from "@relance/spec";
import type { ComponentChildren } from "preact";
import type { IncidentCard as Incident } from "../../src/wire/views.ts";
import type { Wired } from "../../src/wire/wired.ts";
import { moment } from "../words/numbers.ts";
import { told } from "../words/told.ts";
import { useWords } from "../words/use-words.ts";

/** Number of latest notes that are shown; the others are collapsed. */
const SHOWN = 4;

/** An incident: what was observed, what was done, and what an operator can do now. */
export function IncidentCard({
  incident,
  children,
}: {
  /** A written page names no commands. */
  readonly incident: Omit<Wired<Incident>, "remedies"> & Partial<Pick<Wired<Incident>, "remedies">>;
  readonly children?: ComponentChildren;
}) {
  const words = useWords();
  const { locale } = words;
  const { id, kind, provider, destination: part, startedAt, endedAt, notes, remedies = [] } = incident;
  const isOpen = endedAt === undefined;
  const where = provider === "" ? "" : ` · ${words.to(provider, part)}`;
  const early = notes.slice(0, Math.max(0, notes.length - SHOWN));
  const line = ({ at, actor, fact, action }: Wired<Incident>["notes"][number], place: number) => (
    <li key={place}>
      <span class="soft">
        {moment(locale, at)} · {words.actors[actor] ?? actor}
      </span>
      {Object.hasOwn(words.actors, actor) ? <Told text={fact} /> : <span>{fact}</span>}
      {action && (
        <strong>
          → <Told text={action} />
        </strong>
      )}
    </li>
  );
  return (
    <article class={`card ${isOpen ? "bad" : ""}`} aria-labelledby={`incident-${id}`}>
      <h3 id={`incident-${id}`}>
        <span class={`pill ${isOpen ? "bad" : ""}`}>
          {isOpen ? words.incidentState.open : words.incidentState.ended}
        </span>{" "}
        #{id} · {words.incidentKinds[kind] ?? kind}
        {where}
      </h3>
      <p class="soft">
        {endedAt === undefined
          ? words.since(moment(locale, startedAt))
          : words.fromTo(moment(locale, startedAt), moment(locale, endedAt))}
      </p>
      {early.length > 0 && (
        <details>
          <summary>{words.olderNotes(early.length)}</summary>
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
                <code>{command}</code> <span class="soft">{told(locale, why)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </article>
  );
}

/** A sentence that relance wrote; it says in which language where that is not the reader's. */
function Told({ text }: { readonly text: string }) {
  const { locale } = useWords();
  const lang = locale === "fr" && incidentInFrench(text) === undefined ? "en" : locale;
  return <span lang={lang}>{told(locale, text)}</span>;
}

import type { CampaignIdentity } from "@relance/spec";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import type { CampaignCard } from "../../src/wire/views.ts";
import type { Wired } from "../../src/wire/wired.ts";
import type { RefusedFor as Refused } from "../live/ask.ts";
import { count, duration, moment } from "../words/numbers.ts";
import { useWords, type Words } from "../words/use-words.ts";

export function Lost({ isLost, refused }: { readonly isLost: boolean; readonly refused?: Refused | undefined }) {
  const words = useWords();
  const why = refused === undefined ? words.lost : words.refused[refused];
  return (
    <p id="lost" role="alert" hidden={!isLost}>
      {isLost ? why : ""}
    </p>
  );
}

export function Waiting({ refused }: { readonly refused?: Refused | undefined }) {
  const words = useWords();
  return <p class="soft">{refused === undefined ? words.loading : words.refused[refused]}</p>;
}

/** Makes screen readers read a new text aloud. */
export function News({ text }: { readonly text: string }) {
  return (
    <p class="hidden" role="status">
      {text}
    </p>
  );
}

export function titleFor({ name, occurrence, tenant }: CampaignIdentity): string {
  return [name, occurrence, tenant === "" ? "" : `(${tenant})`].filter((word) => word !== "").join(" ");
}

export function Deadline({ deadline, at }: Pick<Wired<CampaignCard>, "deadline"> & { readonly at: string }) {
  const words = useWords();
  const { text, isColumn } = deadline;
  if (deadline.at === undefined)
    return <>{`${words.deadline}: ${isColumn ? words.fill(words.eachOwn, { column: text }) : text}`}</>;
  const leftMs = Date.parse(deadline.at) - Date.parse(at);
  const left = leftMs <= 0 ? words.over : words.fill(words.leftOver, { time: duration(words.locale, leftMs) });
  return <>{`${words.deadline}: ${moment(words.locale, deadline.at, deadline.timezone)} (${left})`}</>;
}

interface Fact {
  readonly name: string;
  readonly value: ComponentChildren;
  readonly isBig?: boolean;
  readonly tone?: "good" | "late" | "open" | "rest" | "bad";
  readonly why?: string;
}

export function bigFact({ locale }: Pick<Words, "locale">, name: string, value: number, tone?: Fact["tone"]): Fact {
  return { name, value: count(locale, value), isBig: true, ...(tone && { tone }) };
}

export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl class="facts">
      {facts.map(({ name, value, isBig, tone, why }) => (
        <div key={name} title={why}>
          <dt>
            {tone && <i class={`dot ${tone}`} />}
            {name}
          </dt>
          <dd class={isBig ? "big" : ""}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A part of a page. The heading is also the name of the section for screen readers. */
export function Section({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

import type { ProviderCause } from "@relance/engine";
import type { Wired } from "../../../src/wire/wired.ts";
import { ProviderControls } from "../../controls/provider-controls.tsx";
import { useSession } from "../../live/ask.ts";
import { numbers, Table } from "../../parts/table.tsx";
import { dotted, named } from "../../words/named.ts";
import { count, moment, withMoments } from "../../words/numbers.ts";
import { rate, takenLately } from "../../words/rate.ts";
import { useWords } from "../../words/use-words.ts";
import { isSteerable, type SteerFacts, steered } from "./steered.ts";

export function ProviderStates(facts: SteerFacts) {
  const words = useWords();
  const { role } = useSession();
  const { now, providers } = facts;
  const maySteer = role === "operator" && isSteerable(now.card);
  return (
    <Table
      label={words.sections.providers}
      stacks
      columns={[words.provider, words.condition, ...numbers(words.rate), ...(maySteer ? [words.controls.label] : [])]}
      rows={providers.map(({ provider, condition, causes }) => ({
        key: provider,
        tone: condition === "open" ? "" : "guilty",
        cells: [
          provider,
          <>
            <span class={`pill ${condition === "open" ? "" : "bad"}`}>{named(words.conditions, condition)}</span>{" "}
            <Causes causes={causes} />
          </>,
          rate(words, takenLately(now.flows, provider), now.at),
          ...(maySteer ? [<ProviderControls key="controls" {...steered(provider, facts)} />] : []),
        ],
      }))}
    />
  );
}

export function Causes({
  causes,
}: {
  readonly causes: readonly Wired<ProviderCause & { readonly campaign?: string }>[];
}) {
  const words = useWords();
  const { actors, fill, locale } = words;
  const rate = (perSecond: number) => count(locale, Number(perSecond.toPrecision(3)));
  return (
    <>
      {causes.map(
        ({ by, does, actor, why, since, until, reviewAt, via, campaign, perSecond, top, steps, destination }) => (
          <span class="cause" key={`${by} ${does} ${via} ${perSecond} ${campaign} ${steps} ${destination}`}>
            {dotted(
              fill(words.labelled, {
                label: `${named(words.causeBy, by)}${actor === "" || Object.hasOwn(actors, actor) ? "" : ` (${actor})`}`,
                text: named(words.conditions, does),
              }),
              perSecond === undefined || top === undefined
                ? ""
                : fill(words.rateOf, { rate: rate(perSecond), top: rate(top) }),
              via === undefined ? "" : fill(words.via, { provider: via }),
              perSecond === undefined || top !== undefined
                ? ""
                : fill(words.perMinute, { count: Math.round(perSecond * 60) }),
              campaign ?? "",
              steps?.map((step) => fill(words.step, { number: step })).join(", ") ?? "",
              destination ?? "",
              since === undefined ? "" : fill(words.since, { time: moment(locale, since) }),
              until === undefined ? "" : fill(words.until, { time: moment(locale, until) }),
              reviewAt === undefined ? "" : fill(words.checkedAt, { time: moment(locale, reviewAt) }),
              by === "operator" ? why : withMoments(locale, named(words.errors, why)),
            )}
          </span>
        ),
      )}
    </>
  );
}

import type { ProviderCause } from "@relance/engine";
import type { Wired } from "../../../src/wire/wired.ts";
import { ProviderControls } from "../../controls/provider-controls.tsx";
import { useSession } from "../../live/ask.ts";
import { Table } from "../../parts/table.tsx";
import { told } from "../../words/incident-in-french.ts";
import { count, moment } from "../../words/numbers.ts";
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
      columns={[
        { name: words.provider },
        { name: words.condition },
        { name: words.rate, isNumber: true },
        ...(maySteer ? [{ name: words.controls.label }] : []),
      ]}
      rows={providers.map(({ provider, condition, causes }) => ({
        key: provider,
        tone: condition === "open" ? "" : "guilty",
        cells: [
          provider,
          <>
            <span class={`pill ${condition === "open" ? "" : "bad"}`}>{words.conditions[condition]}</span>{" "}
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
  const { locale } = words;
  const rate = (perSecond: number) => count(locale, Number(perSecond.toPrecision(3)));
  return (
    <>
      {causes.map(
        ({ by, does, actor, why, since, until, reviewAt, via, campaign, perSecond, top, steps, destination }) => (
          <span class="cause" key={`${by} ${does} ${via} ${perSecond} ${campaign} ${steps} ${destination}`}>
            {[
              words.labelled(
                `${words.causeBy[by] ?? by}${actor === "" || Object.hasOwn(words.actors, actor) ? "" : ` (${actor})`}`,
                words.conditions[does] ?? does,
              ),
              perSecond === undefined || top === undefined ? "" : words.rateOf(rate(perSecond), rate(top)),
              via === undefined ? "" : words.via(via),
              perSecond === undefined || top !== undefined
                ? ""
                : words.perMinute(count(locale, Math.round(perSecond * 60))),
              campaign ?? "",
              steps?.map((step) => words.step(step)).join(", ") ?? "",
              destination ?? "",
              since === undefined ? "" : words.since(moment(locale, since)),
              until === undefined ? "" : words.until(moment(locale, until)),
              reviewAt === undefined ? "" : words.checkedAt(moment(locale, reviewAt)),
              by === "operator" ? why : (words.errors[why] ?? told(locale, why)),
            ]
              .filter((word) => word !== "")
              .join(" · ")}
          </span>
        ),
      )}
    </>
  );
}

import type { StoryLook, Sum, LedgerSums as Sums } from "@relance/report";
import type { CampaignError } from "@relance/report/views";
import type { CampaignCard, CampaignSections } from "../../../src/wire/views.ts";
import type { Wired } from "../../../src/wire/wired.ts";
import { ProviderControls } from "../../controls/provider-controls.tsx";
import { Compared } from "../../parts/compared.tsx";
import { ConfirmingChart } from "../../parts/confirming-chart.tsx";
import { IncidentCard } from "../../parts/incident-card.tsx";
import { Deadline, Facts, Section, titleFor } from "../../parts/page-parts.tsx";
import { ReachBar, ReachFacts } from "../../parts/reach.tsx";
import { StepBars } from "../../parts/step-bars.tsx";
import { numbers, Table } from "../../parts/table.tsx";
import { dotted, named, partWord } from "../../words/named.ts";
import { clock, count, duration, moment } from "../../words/numbers.ts";
import { rate, takenLately } from "../../words/rate.ts";
import { useWords } from "../../words/use-words.ts";
import { ProviderStates } from "./provider-states.tsx";
import { ReceiptCurves } from "./receipt-curves.tsx";
import { isSteerable, type SteerFacts, steered } from "./steered.ts";

const MINUTE_MS = 60_000;
const BEHIND_MS = 5_000;

interface OverviewProps {
  readonly sections: Partial<Wired<CampaignSections>>;
  readonly card: Wired<CampaignCard>;
  readonly now: Wired<CampaignSections>["now"];
}

/** Shows the current status of a campaign. Facts that need action come first. */
export function Overview({ sections, card, now }: OverviewProps) {
  const words = useWords();
  const { locale } = words;
  const { incidents = [], curves = [], story, providers = [], compared = [], errors } = sections;
  const { campaign, reach, minutesLeft, deadline } = card;
  const open = incidents.filter(({ endedAt }) => endedAt === undefined);
  const isTooLate =
    minutesLeft !== undefined &&
    deadline.at !== undefined &&
    Date.parse(now.at) + minutesLeft * MINUTE_MS > Date.parse(deadline.at);
  return (
    <>
      <p class="soft">
        <Deadline deadline={deadline} at={now.at} />
        {" · "}
        <a href={`report/${campaign}?locale=${locale}`}>{words.wholeStory}</a>
      </p>
      <ReachBar reach={reach} name={titleFor(card)} />
      <ReachFacts card={card} />
      <Facts
        facts={[
          { name: words.rate, value: rate(words, takenLately(now.flows), now.at) },
          {
            name: words.queue,
            value: `${count(locale, reach.waiting)} · ${words.fill(words.onWire, { count: reach.onWire })}`,
          },
          {
            name: words.eta,
            value: minutesLeft === undefined ? words.etaNone : duration(locale, minutesLeft * MINUTE_MS),
          },
        ]}
      />
      {isTooLate && <p class="alarm">{words.etaTooLate}</p>}
      <Section title={words.sections.incidents}>
        <Incidents incidents={incidents} now={now} providers={providers} curves={curves} />
      </Section>
      <Section title={words.sections.receipts}>
        <ReceiptCurves curves={curves} flows={now.flows} incidents={card.isLive ? open : incidents} />
      </Section>
      <Section title={words.sections.confirming}>
        <CountedAt now={now} />
        {story === undefined ? (
          <p class="soft">{words.counting}</p>
        ) : (
          <ConfirmingChart story={story} reach={reach} deadlineAt={deadline.at} at={now.countedAt ?? now.at} />
        )}
      </Section>
      <Section title={words.sections.funnel}>
        <CountedAt now={now} />
        <Funnel story={story} people={reach.people} />
      </Section>
      {card.isLive && (
        <Section title={words.sections.providers}>
          <ProviderStates providers={providers} now={now} curves={curves} />
          <Compared compared={compared} />
        </Section>
      )}
      <Section title={words.sections.errors}>
        <Errors errors={errors} />
      </Section>
      <Section title={words.sections.ledger}>{now.sums !== undefined && <LedgerSums sums={now.sums} />}</Section>
    </>
  );
}

function Incidents({ incidents, ...facts }: SteerFacts & { readonly incidents: Wired<CampaignSections>["incidents"] }) {
  const words = useWords();
  const open = incidents.filter(({ endedAt }) => endedAt === undefined);
  const over = incidents.filter(({ endedAt }) => endedAt !== undefined);
  return (
    <>
      {incidents.length === 0 && <p class="soft">{words.noIncident}</p>}
      {open.map((incident) => (
        <IncidentCard key={incident.id} incident={incident}>
          {incident.provider !== "" && isSteerable(facts.now.card) && (
            <ProviderControls {...steered(incident.provider, facts)} />
          )}
        </IncidentCard>
      ))}
      {over.length > 0 && (
        <details open={open.length === 0 && over.length === 1}>
          <summary>{words.fill(words.endedIncidents, { count: over.length })}</summary>
          {over.map((incident) => (
            <IncidentCard key={incident.id} incident={incident} />
          ))}
        </details>
      )}
    </>
  );
}

function Errors({ errors }: { readonly errors: readonly Wired<CampaignError>[] | undefined }) {
  const words = useWords();
  const { locale } = words;
  if (errors === undefined) return <p class="soft">{words.loading}</p>;
  if (errors.length === 0) return <p class="soft">{words.noErrors}</p>;
  return (
    <Table
      label={words.sections.errors}
      columns={[words.provider, words.code, words.meaning, ...numbers(words.messages, words.lastSeen)]}
      rows={errors.map(({ provider, code, vendorCode, meaning, evidence, count: messages, lastAt }) => ({
        key: `${provider} ${code} ${vendorCode} ${evidence}`,
        cells: [
          provider,
          <code key="code">{vendorCode ?? code}</code>,
          dotted(
            meaning === undefined ? words.unknownCode : named(words.errors, meaning),
            evidence === "none" ? "" : named(words.states, evidence),
          ),
          count(locale, messages),
          moment(locale, lastAt),
        ],
      }))}
    />
  );
}

function CountedAt({ now }: { readonly now: Wired<CampaignSections>["now"] }) {
  const words = useWords();
  if (now.countedAt === undefined || Date.parse(now.at) - Date.parse(now.countedAt) <= BEHIND_MS) return null;
  return <p class="soft">{words.fill(words.countedAt, { time: clock(words.locale, now.countedAt) })}</p>;
}

function Funnel({ story, people }: { readonly story: Wired<StoryLook> | undefined; readonly people: number }) {
  const words = useWords();
  if (story === undefined) return <p class="soft">{words.counting}</p>;
  return (
    <div class="steps">
      {story.steps.map((step) => (
        <section key={step.step} class="card" aria-labelledby={`step-${step.step}`}>
          <h3 id={`step-${step.step}`}>
            {words.fill(words.step, { number: step.step })} · {step.channel}{" "}
            <span class="soft">{step.route.join(" → ")}</span>
          </h3>
          <StepBars step={step} people={people} />
        </section>
      ))}
    </div>
  );
}

function LedgerSums({ sums }: { readonly sums: Wired<Sums> }) {
  const words = useWords();
  return (
    <>
      <p class={sums.holds ? "good-text" : "alarm"}>{sums.holds ? words.ledger.holds : words.ledger.doesNotHold}</p>
      <ul class="sums">
        <Line name={words.ledger.audience} sum={sums.audience} />
        <Line name={words.ledger.people} sum={sums.people} />
        <Line name={words.ledger.attempts} sum={sums.attempts} />
      </ul>
    </>
  );
}

function Line({ name, sum }: { readonly name: string; readonly sum: Wired<Sum> }) {
  const words = useWords();
  const { locale } = words;
  const told = sum.parts.filter((part) => part.count > 0);
  return (
    <li class={sum.holds ? "" : "alarm"}>
      <b>{count(locale, sum.total)}</b> {name} ={" "}
      {told.length === 0
        ? "0"
        : told.map((part) => `${count(locale, part.count)} ${partWord(words, part.name)}`).join(" + ")}
    </li>
  );
}

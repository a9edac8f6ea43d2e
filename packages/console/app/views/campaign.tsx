import type { CampaignSections } from "../../src/wire/views.ts";
import { useSession } from "../live/session.ts";
import { useLive } from "../live/use-live.ts";
import { Deadline } from "../parts/deadline.tsx";
import { Facts } from "../parts/facts.tsx";
import { IncidentCard } from "../parts/incident-card.tsx";
import { Lost, News, nameOf } from "../parts/page-parts.tsx";
import { ReachBar } from "../parts/reach-bar.tsx";
import { count, duration, share } from "../words/numbers.ts";
import { useWords } from "../words/use-words.ts";
import { ConfirmingChart } from "./campaign/confirming-chart.tsx";
import { Funnel } from "./campaign/funnel.tsx";
import { LedgerSums } from "./campaign/ledger-sums.tsx";
import { ProviderStates } from "./campaign/provider-states.tsx";
import { ReceiptCurves } from "./campaign/receipt-curves.tsx";

const NAMES = ["now", "incidents", "curves", "story", "providers"] as const;
const MINUTE_MS = 60_000;

/** One campaign in full. */
export function CampaignView({ campaign }: { readonly campaign: number }) {
  const words = useWords();
  const { locale } = words;
  const { hasReports } = useSession();
  const { sections, isLost } = useLive<CampaignSections>(`campaign:${campaign}`, NAMES);
  const { now, incidents = [], curves, story, providers = [] } = sections;
  if (now === undefined) return <p class="soft">{words.loading}</p>;
  const { card, ledger, sums, slices } = now;
  if (card === undefined || ledger === undefined || sums === undefined) return <p>{words.noCampaign}</p>;
  const { reach, atRisk, perMinute, minutesLeft, deadline } = card;
  const open = incidents.filter(({ endedAt }) => endedAt === undefined);
  const over = incidents.filter(({ endedAt }) => endedAt !== undefined);
  const isTooLate =
    minutesLeft !== undefined &&
    deadline.at !== undefined &&
    Date.parse(now.at) + minutesLeft * MINUTE_MS > Date.parse(deadline.at);
  return (
    <>
      <Lost isLost={isLost} />
      <h1>
        {nameOf(card)} <span class={`pill ${card.state}`}>{words.states[card.state] ?? card.state}</span>
      </h1>
      <News
        text={open
          .map(
            ({ id, kind, provider, part }) =>
              `#${id} ${words.kinds[kind] ?? kind} ${words.to(provider, part)}`,
          )
          .join("; ")}
      />
      <p class="soft">
        <Deadline deadline={deadline} at={now.at} />
        {hasReports && (
          <>
            {" · "}
            <a href={`report/${campaign}?locale=${locale}`}>{words.wholeStory}</a>
          </>
        )}
      </p>
      <ReachBar reach={reach} name={nameOf(card)} />
      <Facts
        facts={[
          {
            name: words.confirmed,
            value: `${count(locale, reach.confirmed)} · ${share(locale, reach.confirmed, reach.people)}`,
            isBig: true,
            tone: "good",
          },
          { name: words.people, value: count(locale, reach.people), isBig: true },
          { name: words.inFlight, value: count(locale, reach.inFlight), isBig: true, tone: "open" },
          { name: words.waiting, value: count(locale, reach.waiting), isBig: true, tone: "late" },
          { name: words.unreached, value: count(locale, reach.unreached), isBig: true, tone: "bad" },
          {
            name: words.atRisk,
            value: <span class={atRisk > 0 ? "alarm" : ""}>{count(locale, atRisk)}</span>,
            isBig: true,
            why: words.atRiskWhy,
          },
        ]}
      />
      <Facts
        facts={[
          { name: words.rate, value: words.perMinute(count(locale, perMinute)) },
          {
            name: words.queue,
            value: `${count(locale, reach.waiting)} · ${words.onWire(count(locale, reach.onWire))}`,
          },
          {
            name: words.eta,
            value: minutesLeft === undefined ? words.etaNone : duration(locale, minutesLeft * MINUTE_MS),
          },
        ]}
      />
      {isTooLate && <p class="alarm">{words.etaTooLate}</p>}
      <section aria-labelledby="incidents">
        <h2 id="incidents">{words.sections.incidents}</h2>
        {incidents.length === 0 && <p class="soft">{words.noIncident}</p>}
        {open.map((incident) => (
          <IncidentCard key={incident.id} incident={incident} />
        ))}
        {over.length > 0 && (
          <details open={open.length === 0 && over.length === 1}>
            <summary>{words.endedIncidents(over.length)}</summary>
            {over.map((incident) => (
              <IncidentCard key={incident.id} incident={incident} />
            ))}
          </details>
        )}
      </section>
      <section aria-labelledby="receipts">
        <h2 id="receipts">{words.sections.receipts}</h2>
        <ReceiptCurves curves={curves ?? []} slices={slices} incidents={open} />
      </section>
      <section aria-labelledby="confirming">
        <h2 id="confirming">{words.sections.confirming}</h2>
        <ConfirmingChart story={story} card={card} at={now.at} />
      </section>
      <section aria-labelledby="funnel">
        <h2 id="funnel">{words.sections.funnel}</h2>
        <Funnel story={story} people={reach.people} />
      </section>
      <section aria-labelledby="providers">
        <h2 id="providers">{words.sections.providers}</h2>
        <ProviderStates providers={providers} slices={slices} />
      </section>
      <section aria-labelledby="ledger">
        <h2 id="ledger">{words.sections.ledger}</h2>
        <LedgerSums sums={sums} />
      </section>
    </>
  );
}

import type { CampaignCard, CampaignsSections } from "../../src/wire/views.ts";
import type { Wired } from "../../src/wire/wired.ts";
import { useLive } from "../live/use-live.ts";
import { Deadline } from "../parts/deadline.tsx";
import { Facts } from "../parts/facts.tsx";
import { IncidentCard } from "../parts/incident-card.tsx";
import { Lost, News, nameOf } from "../parts/page-parts.tsx";
import { ReachBar } from "../parts/reach-bar.tsx";
import { count, share } from "../words/numbers.ts";
import { useWords } from "../words/use-words.ts";

/** All campaigns, what needs a hand first. */
export function CampaignsView() {
  const words = useWords();
  const { sections, isLost } = useLive<CampaignsSections>("campaigns", ["list"]);
  const { list } = sections;
  const troubled = list?.campaigns.filter((one) => one.openIncidents > 0) ?? [];
  return (
    <>
      <Lost isLost={isLost} />
      <h1>{words.nav.campaigns}</h1>
      <News
        text={troubled.map((one) => `${nameOf(one)}: ${words.incidentsOpen(one.openIncidents)}`).join("; ")}
      />
      {list === undefined && <p class="soft">{words.loading}</p>}
      {list?.incidents.map((incident) => (
        <IncidentCard key={incident.id} incident={incident} />
      ))}
      {list?.campaigns.length === 0 && <p class="soft">{words.none}</p>}
      <ul class="campaigns">
        {list?.campaigns.map((card) => (
          <li key={card.campaign}>
            <Card card={card} at={list.at} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Card({ card, at }: { readonly card: Wired<CampaignCard>; readonly at: string }) {
  const words = useWords();
  const { locale } = words;
  const { campaign, state, reach, atRisk, openIncidents, holds } = card;
  return (
    <article
      class={`card ${openIncidents > 0 || !holds ? "bad" : ""}`}
      aria-labelledby={`campaign-${campaign}`}
    >
      <h2 id={`campaign-${campaign}`}>
        <a href={`#/campaign/${campaign}`}>{nameOf(card)}</a>{" "}
        <span class={`pill ${state}`}>{words.states[state] ?? state}</span>
        {openIncidents > 0 && <span class="pill bad">{words.incidentsOpen(openIncidents)}</span>}
      </h2>
      <ReachBar reach={reach} name={nameOf(card)} />
      <Facts
        facts={[
          {
            name: words.confirmed,
            value: share(locale, reach.confirmed, reach.people),
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
      <p class="soft">
        <Deadline deadline={card.deadline} at={at} />
      </p>
      {!holds && <p class="alarm">{words.ledger.doesNotHold}</p>}
    </article>
  );
}

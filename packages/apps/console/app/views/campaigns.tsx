import type { CampaignCard, CampaignsSections } from "../../src/wire/views.ts";
import type { Wired } from "../../src/wire/wired.ts";
import { useLive } from "../live/use-live.ts";
import { IncidentCard } from "../parts/incident-card.tsx";
import { Deadline, Lost, News, titleFor, Waiting } from "../parts/page-parts.tsx";
import { ReachBar, ReachFacts } from "../parts/reach.tsx";
import { dotted, named, placeName } from "../words/named.ts";
import { useWords } from "../words/use-words.ts";

/** Lists campaigns: first campaigns with a problem, then running ones, then ended ones by unreached recipients. */
export function CampaignsView() {
  const words = useWords();
  const { fill } = words;
  const { sections, isLost, refused } = useLive<CampaignsSections>("campaigns", ["list"]);
  const { list } = sections;
  const incidentsOpen = ({ troubles }: Wired<CampaignCard>) => fill(words.incidentsOpen, { count: troubles.length });
  const troubled = list?.campaigns.filter(isTroubled) ?? [];
  const calm = list?.campaigns.filter((one) => !isTroubled(one)) ?? [];
  const over = calm.filter(({ isLive }) => !isLive).sort((a, b) => b.reach.unreached - a.reach.unreached);
  return (
    <>
      <Lost isLost={isLost} refused={refused} />
      <h1>{words.nav.campaigns}</h1>
      <News
        text={troubled
          .filter(({ troubles }) => troubles.length > 0)
          .map((one) => fill(words.labelled, { label: titleFor(one), text: incidentsOpen(one) }))
          .join("; ")}
      />
      {list === undefined && <Waiting refused={refused} />}
      {list?.incidents.map((incident) => (
        <IncidentCard key={incident.id} incident={incident} />
      ))}
      {list?.campaigns.length === 0 && <p class="soft">{words.none}</p>}
      <ul class="campaigns">
        {[...troubled, ...calm.filter(({ isLive }) => isLive), ...over].map((card) => (
          <li key={card.campaign}>
            <Card card={card} at={list?.at ?? ""} />
          </li>
        ))}
      </ul>
    </>
  );
}

const isTroubled = ({ troubles, holds }: Wired<CampaignCard>) => troubles.length > 0 || !holds;

function Card({ card, at }: { readonly card: Wired<CampaignCard>; readonly at: string }) {
  const words = useWords();
  const { campaign, state, reach, troubles, holds } = card;
  const isLeft = state === "closed" && reach.unreached > 0;
  return (
    <article class={`card ${isTroubled(card) || isLeft ? "bad" : ""}`} aria-labelledby={`campaign-${campaign}`}>
      <h2 id={`campaign-${campaign}`}>
        <a href={`#/campaign/${campaign}`}>{titleFor(card)}</a>{" "}
        <span class={`pill ${state}`}>{named(words.states, state)}</span>{" "}
        {troubles.length > 0 && (
          <span class="pill bad">{words.fill(words.incidentsOpen, { count: troubles.length })}</span>
        )}{" "}
        {isLeft && (
          <a class="pill bad" href={`#/campaign/${campaign}/unreached`}>
            {words.fill(words.leftUnreached, { count: reach.unreached })}
          </a>
        )}
      </h2>
      {troubles.map(({ id, kind, provider, destination }) => (
        <p key={id} class="alarm">
          {dotted(named(words.incidentKinds, kind), provider === "" ? "" : placeName(words, provider, destination))}
        </p>
      ))}
      <ReachBar reach={reach} name={titleFor(card)} />
      <ReachFacts card={card} />
      <p class="soft">
        <Deadline deadline={card.deadline} at={at} />
      </p>
      {!holds && <p class="alarm">{words.ledger.doesNotHold}</p>}
    </article>
  );
}

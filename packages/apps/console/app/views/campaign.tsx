import type { CampaignSections } from "../../src/wire/views.ts";
import { CampaignControls } from "../controls/campaign-controls.tsx";
import { SteerNote } from "../controls/confirm-dialog.tsx";
import { useLive } from "../live/use-live.ts";
import { Lost, News, titleFor, Waiting } from "../parts/page-parts.tsx";
import { named, placeName } from "../words/named.ts";
import { showZone } from "../words/numbers.ts";
import { useWords } from "../words/use-words.ts";
import { Overview } from "./campaign/overview.tsx";
import { DoubtfulReplies } from "./people/doubtful-replies.tsx";
import { FindPerson } from "./people/find-person.tsx";
import { Unreached } from "./people/unreached.tsx";

const NAMES = ["now", "incidents", "curves", "story", "providers", "compared", "errors"] as const;
const TABS = ["overview", "unreached", "doubtful", "people"] as const;

interface CampaignViewProps {
  readonly campaign: number;
  readonly tab: string;
  readonly person: string;
}

/** Shows a campaign. For the list of unreached recipients, `person` contains the cause. */
export function CampaignView({ campaign, tab, person }: CampaignViewProps) {
  const words = useWords();
  const { sections, isLost, refused } = useLive<CampaignSections>(`campaign:${campaign}`, NAMES);
  const { now, incidents = [] } = sections;
  showZone(now?.card?.deadline.timezone);
  if (now === undefined) return <Waiting refused={refused} />;
  const { card } = now;
  if (card === undefined) return <p>{words.noCampaign}</p>;
  const open = incidents.filter(({ endedAt }) => endedAt === undefined);
  const shown = TABS.find((one) => one === tab) ?? "overview";
  return (
    <>
      <Lost isLost={isLost} refused={refused} />
      <div class="title">
        <h1>
          {titleFor(card)} <span class={`pill ${card.state}`}>{named(words.states, card.state)}</span>
        </h1>
        <CampaignControls now={now} providers={sections.providers ?? []} />
      </div>
      <SteerNote card={card} />
      <News
        text={open
          .map(
            ({ id, kind, provider, destination }) =>
              `#${id} ${named(words.incidentKinds, kind)} ${placeName(words, provider, destination)}`,
          )
          .join("; ")}
      />
      <nav class="tabs" aria-label={words.nav.campaign}>
        {TABS.map((one) => (
          <a
            key={one}
            href={`#/campaign/${campaign}${one === "overview" ? "" : `/${one}`}`}
            aria-current={shown === one ? "page" : undefined}
          >
            {words.tabs[one]}
          </a>
        ))}
      </nav>
      {shown === "overview" && <Overview sections={sections} card={card} now={now} />}
      {shown === "unreached" && <Unreached key={person} now={now} cause={person === "" ? undefined : person} />}
      {shown === "doubtful" && <DoubtfulReplies campaign={campaign} />}
      {shown === "people" && <FindPerson card={card} person={person} />}
    </>
  );
}

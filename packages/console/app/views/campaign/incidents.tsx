import type { CampaignSections } from "../../../src/wire/views.ts";
import type { Wired } from "../../../src/wire/wired.ts";
import { ProviderControls } from "../../controls/provider-controls.tsx";
import { IncidentCard } from "../../parts/incident-card.tsx";
import { useWords } from "../../words/use-words.ts";
import { isSteerable, type SteerFacts, steered } from "./steered.ts";

/** What is open, with the hands to do something about it; what is over, folded away. */
export function Incidents({
  incidents,
  ...facts
}: SteerFacts & { readonly incidents: Wired<CampaignSections>["incidents"] }) {
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
          <summary>{words.endedIncidents(over.length)}</summary>
          {over.map((incident) => (
            <IncidentCard key={incident.id} incident={incident} />
          ))}
        </details>
      )}
    </>
  );
}

import type { CampaignSections } from "../../src/wire/views.ts";
import type { Wired } from "../../src/wire/wired.ts";
import { useSession } from "../live/session.ts";
import { isSteerable } from "../views/campaign/steered.ts";
import { useWords } from "../words/use-words.ts";

/** Why controls are not there that operators would look for, and what can still be done. */
export function SteerNote({ card }: { readonly card: Wired<CampaignSections>["now"]["card"] }) {
  const { controls } = useWords();
  const { role } = useSession();
  if (role !== "operator" || card === undefined || isSteerable(card)) return null;
  return <p class="soft note">{controls.notSteered[card.state] ?? controls.notSteered.draft}</p>;
}

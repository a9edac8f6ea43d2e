import { ConfigError, type Ledger, type LoadedCampaign } from "@relance/spec";
import type { CampaignHandle } from "relance";
import { campaignLabel } from "../output/campaign-label.ts";
import { counted, numberText } from "../output/number-text.ts";
import type { Session } from "../session.ts";

export interface GoOnInput {
  readonly campaign: LoadedCampaign;
  /** How the campaign stands. */
  readonly ledger: Ledger;
  /** Starts it again, which enrolls whoever is new where the audience is open. */
  readonly start: () => Promise<CampaignHandle>;
  /** How many people somebody says that it has; absent = nobody said. */
  readonly people?: number | undefined;
  /** New rows that a closed audience does not take are an error, not a warning. */
  readonly isStrict: boolean;
}

/**
 * A campaign that runs already is left as it is, so that the same command goes on after a crash; an open audience takes whoever
 * is new. Rows that were added to a closed one are enrolled by nobody, and whoever added them has to know.
 *
 * @throws {ConfigError} `audience/unexpected`, `campaign/people-mismatch`
 */
export async function goOn(session: Session, input: GoOnInput): Promise<CampaignHandle> {
  const { campaign, ledger, start, isStrict, people } = input;
  const label = campaignLabel(ledger);
  const { enrolled } = ledger.audience;
  if (people !== undefined && people !== enrolled && campaign.definition.audience?.mode !== "open") {
    const fact = `${label} runs already with ${counted(enrolled, "person", "people")}, not ${numberText(people)}`;
    if (isStrict) throw new ConfigError("campaign/people-mismatch", fact);
    session.output.warn(fact);
  }
  const handle = await start();
  if (campaign.definition.audience?.mode === "open") {
    const { audience } = await handle.counts();
    const more = audience.enrolled - ledger.audience.enrolled;
    session.output.note(`${label} runs already; ${counted(more, "new person", "new people")} enrolled`);
    return handle;
  }
  const missed = (await rowsOf(campaign)) - ledger.audience.lines;
  if (missed <= 0) {
    session.output.note(`${label} runs already; nothing was enrolled again`);
    return handle;
  }
  const fact = `${label} runs already and its audience is closed: ${counted(missed, "row was", "rows were")} added to the file and not enrolled. Give the new people another --occurrence`;
  if (isStrict) throw new ConfigError("audience/unexpected", fact);
  session.output.warn(fact);
  return handle;
}

async function rowsOf({ audience }: LoadedCampaign): Promise<number> {
  let rows = 0;
  for await (const _ of audience?.() ?? []) rows += 1;
  return rows;
}

import { ConfigError, isForgottenKey, type Ledger, type LoadedCampaign } from "@relance/spec";
import type { CampaignHandle } from "relance";
import { onOneLine } from "../output/printable.ts";
import { campaignLabel, counted, numberText } from "../output/wording.ts";
import { type Progress, READING } from "../progress/progress.ts";
import type { Session } from "../session.ts";

const SHOWN = 5;

export interface GoOnInput {
  readonly campaign: LoadedCampaign;
  readonly progress: Progress;
  readonly ledger: Ledger;
  /** Starts the campaign again. Starts the campaign again. If the audience is open, new recipients are enrolled. */
  readonly start: () => Promise<CampaignHandle>;
  readonly recipients?: number | undefined;
  /** Called with an error if a closed audience does not accept new rows. */
  readonly object: (error: ConfigError) => void;
}

/** Continues a started campaign. An open audience accepts new recipients; those missing in the file stay enrolled. */
export async function goOn(session: Session, input: GoOnInput): Promise<CampaignHandle> {
  const { campaign, progress, ledger, start, object, recipients } = input;
  const label = campaignLabel(ledger);
  const { enrolled } = ledger.audience;
  const handle = await start(); // throws if the campaign has ended
  if (recipients !== undefined && recipients !== enrolled && campaign.definition.audience?.mode !== "open") {
    const fact = `${label} runs already with ${counted(enrolled, "recipient")}, not ${numberText(recipients)}: --recipients ${enrolled} continues it; for the rows of another file start it again, with a separate --occurrence`;
    throw new ConfigError("campaign/recipients-mismatch", fact);
  }
  const { rows, added, removed } = await audienceDifference(campaign, handle, progress).finally(progress.done);
  if (removed.length > 0) session.output.warn(removedText(label, removed));
  if (campaign.definition.audience?.mode === "open") {
    const { audience } = await handle.ledger();
    const more = audience.enrolled - ledger.audience.enrolled;
    session.output.note(`${label} runs already; ${counted(more, "new recipient")} enrolled`);
    return handle;
  }
  const more = rows - ledger.audience.rows;
  const missed = Math.max(more, Math.min(added, more + removed.length)); // an added row counts, even if another row was removed
  if (missed <= 0) {
    session.output.note(`${label} runs already; nothing was enrolled again`);
    return handle;
  }
  const fact = `${label} runs already and its audience is closed: ${counted(missed, "row was", "rows were")} added to the file and not enrolled. Enroll the new recipients with another --occurrence`;
  object(new ConfigError("audience/unexpected", fact));
  return handle;
}

function removedText(label: string, removed: readonly string[]): string {
  const some = removed.slice(0, SHOWN).map(onOneLine).join(", ");
  const rest = removed.length > SHOWN ? ` and ${numberText(removed.length - SHOWN)} more` : "";
  return `${label}: ${counted(removed.length, "recipient is", "recipients are")} enrolled and not in the file: ${some}${rest}. They stay enrolled; relance remove ends the campaign for them`;
}

async function audienceDifference({ audience, admit }: LoadedCampaign, campaign: CampaignHandle, progress: Progress) {
  if (audience === undefined) return { rows: 0, added: 0, removed: [] };
  const keys = new Set<string>();
  let rows = 0;
  for await (const { line, raw, refused, share } of audience()) {
    rows += 1;
    progress.work(READING, rows, { share });
    const key = refused === undefined ? admit(raw, line).row?.key : undefined;
    if (key !== undefined) keys.add(key);
  }
  const removed: string[] = [];
  for await (const { key, state } of campaign.recipients()) {
    const isInFile = keys.delete(key);
    if (!isInFile && state !== "refused" && !isForgottenKey(key)) removed.push(key);
  }
  return { rows, added: keys.size, removed };
}

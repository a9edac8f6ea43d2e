import { CELL_MS, CELLS, isLive, type LiveCampaign, type LiveFlow, minutesLeft, reachOf, sumOf } from "@relance/report";
import type { IncidentRow } from "@relance/spec";
import { onOneLine } from "../output/printable.ts";
import { counted, durationText, numberText } from "../output/wording.ts";

const MINUTES = (CELLS * CELL_MS) / 60_000;

export const LEGEND: string = `${MINUTES} min, one character for ${CELL_MS / 1_000} s: the share of messages accepted then that have a receipt; receipts of the newest messages are still pending`;

export function flowName({ provider, destination }: Pick<LiveFlow, "provider" | "destination">): string {
  return onOneLine(destination === "" ? provider : `${provider} to ${destination}`);
}

/** Returns text such as `91 % of 12,400 answered`. Only a complete share is rounded to 100 %. */
export function flowFacts({ accepted, received, hasReceipts }: LiveFlow): string {
  const taken = sumOf(accepted);
  if (!hasReceipts) return `${numberText(taken)} accepted, without receipts`;
  if (taken === 0) return "nothing taken";
  return `${Math.floor((100 * sumOf(received)) / taken)} % of ${numberText(taken)} answered`;
}

export function paceText({ ledger, perMinute }: LiveCampaign): string | undefined {
  const { waiting } = reachOf(ledger);
  if (!isLive(ledger) || (perMinute === 0 && waiting === 0)) return undefined;
  const pace = `${counted(perMinute, "message")} accepted in the last minute`;
  const minutes = minutesLeft({ ledger, perMinute });
  if (minutes === undefined) return pace;
  return `${pace} · at this rate all messages have left in ${durationText(minutes * MINUTE_MS)}`;
}

export function isAbout(incident: IncidentRow, flow: LiveFlow): boolean {
  if (incident.provider !== flow.provider) return false;
  return incident.destination === "" || incident.destination === flow.destination;
}

const MINUTE_MS = 60_000;

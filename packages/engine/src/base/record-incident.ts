import type { IncidentAnswer, IncidentChange } from "@relance/spec";
import type { Needs } from "./context.ts";

export async function recordIncident(
  { store, log }: Needs<"store" | "log">,
  change: Omit<IncidentChange, "actor"> & Partial<Pick<IncidentChange, "actor">>,
  name?: string,
): Promise<IncidentAnswer> {
  const answer = await store.incident({ actor: "relance", ...change });
  const { provider, fact, action } = change;
  const said = Object.entries({ provider, fact, action, campaign: name });
  const facts = Object.fromEntries(said.filter(([, text]) => text !== undefined && text !== ""));
  if (change.change === "end") log({ level: "info", event: "incident.ended", facts });
  else log({ level: "warn", event: `incident.${change.kind}`, facts });
  return answer;
}

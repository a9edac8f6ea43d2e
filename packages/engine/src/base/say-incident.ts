import type { IncidentChange } from "@relance/spec";
import type { EngineContext } from "./context.ts";

/** Stores and logs what the watch observed and did. @param name - of the campaign, for the log */
export async function sayIncident(
  { store, log }: EngineContext,
  change: Omit<IncidentChange, "actor">,
  name?: string,
): Promise<void> {
  await store.incident({ ...change, actor: "watch" });
  const { provider, fact, action } = change;
  const said = Object.entries({ provider, fact, action, campaign: name });
  const facts = Object.fromEntries(said.filter(([, text]) => text !== undefined && text !== ""));
  if (change.change === "end") log({ level: "info", event: "incident.ended", facts });
  else log({ level: "warn", event: `incident.${change.kind}`, facts });
}

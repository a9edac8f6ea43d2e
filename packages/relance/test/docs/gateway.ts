import type { RelanceEvent, RelanceLike } from "relance";

/** Copies what happened since `cursor` into a warehouse, and answers the cursor that the warehouse keeps beside it. */
export async function copyEvents(
  relance: RelanceLike,
  cursor: string | undefined,
  write: (events: readonly RelanceEvent[]) => Promise<void>,
): Promise<string> {
  const page = await relance.events({ cursor, limit: 1_000 });
  await write(page.events);
  return page.cursor;
}

/** The addresses of the unreached, for the operators who call them; who asked, and why, is an event. */
export async function callList(relance: RelanceLike, name: string, actor: string): Promise<string[]> {
  const campaign = await relance.campaigns.get(name);
  await campaign.recordAccess({ actor, reason: "call list" });
  const lines: string[] = [];
  for await (const { key, contacts } of campaign.unreached())
    lines.push([key, ...contacts.map(({ address }) => String(address))].join(" "));
  return lines;
}

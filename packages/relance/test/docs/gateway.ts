import type { RelanceEvent, RelanceLike } from "relance";

/** Copies the events after `cursor` into a warehouse. Returns the cursor, which the warehouse stores with the events. */
export async function copyEvents(
  relance: RelanceLike,
  cursor: string | undefined,
  write: (events: readonly RelanceEvent[]) => Promise<void>,
): Promise<string> {
  const page = await relance.events({ cursor, limit: 1_000 });
  await write(page.events);
  return page.cursor;
}

/** Returns the addresses of unreached recipients, for operators who call them. An event records who asked, and why. */
export async function callList(relance: RelanceLike, name: string, actor: string): Promise<string[]> {
  const campaign = await relance.campaigns.get(name);
  await campaign.recordAccess({ actor, reason: "call list" });
  const lines: string[] = [];
  for await (const { key, contacts } of campaign.unreached())
    lines.push([key, ...contacts.map(({ address }) => String(address))].join(" "));
  return lines;
}

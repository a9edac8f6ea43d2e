import type { CampaignHandle, Ledger, RecipientRow, RelanceEvent, Store } from "relance";

export interface History {
  readonly ledger: Ledger;
  readonly people: readonly RecipientRow[];
  /** Events by recipient, in the order of their versions. */
  readonly walks: ReadonlyMap<string, readonly RelanceEvent[]>;
  readonly findings: readonly string[];
}

export async function readHistory(store: Store, campaign: CampaignHandle): Promise<History> {
  const people: RecipientRow[] = [];
  for await (const row of campaign.recipients()) people.push(row);
  return {
    ledger: await campaign.ledger(),
    people,
    walks: await walksOf(store, campaign.id),
    findings: await findingsOf(store),
  };
}

async function walksOf(store: Store, campaign: number): Promise<Map<string, RelanceEvent[]>> {
  const walks = new Map<string, RelanceEvent[]>();
  for (let cursor: string | undefined; ; ) {
    const page = await store.events({ campaign, cursor, limit: 1_000 });
    if (page.events.length === 0) break;
    for (const event of page.events) {
      if (event.key === undefined || event.version === undefined) continue;
      const walk = walks.get(event.key) ?? [];
      walk.push(event);
      walks.set(event.key, walk);
    }
    cursor = page.cursor;
  }
  return walks;
}

export async function findingsOf(store: Store): Promise<readonly string[]> {
  const found: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await store.audit({ cursor, limit: 1_000 });
    found.push(...page.findings.map(({ rule, fact }) => `${rule}: ${fact}`));
    if (page.cursor === undefined) return found;
    cursor = page.cursor;
  }
}

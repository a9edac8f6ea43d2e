import { allRows, type Page, type RecipientRow, type Store } from "@relance/spec";
import { inOrderOfUrgency } from "../urgency.ts";

const PAGE = 1_000;

export interface UnreachedPage {
  readonly cause?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Reads one page of unreached recipients. Without `cause`, the first page begins with the most urgent cause. */
export async function unreachedPage(
  store: Store,
  campaign: number,
  { cause, cursor, limit }: UnreachedPage,
): Promise<Page<RecipientRow>> {
  if (cause !== undefined) return store.list({ campaign, unreached: true, cause, cursor, limit });
  const [from, within] = cursor?.split(" ") ?? [];
  // includes the cursor's cause, even if no recipient has this cause now
  const all = inOrderOfUrgency([
    ...new Set([...(await listCauses(store, campaign)), ...(from === undefined ? [] : [from])]),
  ]);
  const rows: RecipientRow[] = [];
  let inside = within;
  for (const one of from === undefined ? all : all.slice(all.indexOf(from))) {
    if (rows.length === limit) return { rows, cursor: one };
    const page = await store.list({
      campaign,
      unreached: true,
      cause: one,
      cursor: inside,
      limit: limit - rows.length,
    });
    rows.push(...page.rows);
    if (page.cursor !== undefined) return { rows, cursor: `${one} ${page.cursor}` };
    inside = undefined;
  }
  return { rows, cursor: undefined };
}

/** Returns all unreached recipients, each once. If a recipient's cause changes meanwhile, the recipient comes last. */
export async function* allUnreached(store: Store, campaign: number): AsyncIterable<RecipientRow> {
  const told = new Set<number>();
  const refused = new Map<string, number>(); // refused rows are counted, because two of them may be identical
  for (const cause of [...(await listCauses(store, campaign)), undefined]) {
    const rows = allRows((cursor) => store.list({ campaign, unreached: true, cause, cursor, limit: PAGE }));
    for await (const row of rows) {
      if (row.state === "refused") {
        const name = JSON.stringify([row.key, row.line, row.cause]);
        const before = refused.get(name) ?? 0;
        refused.set(name, before + (cause === undefined ? -1 : 1));
        if (cause !== undefined || before <= 0) yield row;
      } else if (!told.has(row.enrollment)) {
        told.add(row.enrollment);
        yield row;
      }
    }
  }
}

async function listCauses(store: Store, campaign: number): Promise<readonly string[]> {
  const [ledger] = await store.count(campaign);
  return inOrderOfUrgency(Object.keys(ledger?.unreachedBy ?? {}));
}

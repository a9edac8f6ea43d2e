import type { IncidentRow, PluginHost } from "@relance/spec";

const PAGE = 200;

export async function openIncidents({ read }: PluginHost): Promise<readonly IncidentRow[]> {
  const found: IncidentRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await read.incidents({ open: true, cursor, limit: PAGE });
    found.push(...page.rows);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
}

import { type CapturedRow, dateOf, type Page } from "@relance/spec";
import { channelName } from "../people/contacts.ts";
import type { Reading } from "../transaction/work.ts";
import { pageOf } from "./page-of.ts";

interface OutboxRow {
  readonly id: number;
  readonly attempt: number;
  readonly at: number;
  readonly provider: string | null;
  readonly channel: number;
  readonly address: string;
  readonly content: string;
}

const PAGE = `select o.id, o.attempt, o.at, w.word as provider, o.channel, o.address, o.content
  from outbox o left join words w on w.id = o.provider where o.id > $1 order by o.id limit $2`;

export async function outbox(
  { sql, context }: Reading,
  { cursor = "0", limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<Page<CapturedRow>> {
  const rows = await sql.all<OutboxRow>(PAGE, Number(cursor), limit);
  return pageOf(rows, limit, ({ id, attempt, at, provider, channel, address, content }) => ({
    id,
    attemptId: context.attemptIds.idOf(attempt),
    at: dateOf(at),
    provider: provider ?? "",
    channel: channelName(channel),
    to: address,
    content: JSON.parse(content),
  }));
}

import { type CapturedRow, dateOf, type Page } from "@relance/spec";
import { channelName } from "@relance/store";
import type { StoreContext } from "../transaction/context.ts";

interface OutboxRow {
  readonly id: number;
  readonly attempt: number;
  readonly at: number;
  readonly provider: number;
  readonly channel: number;
  readonly address: string;
  readonly content: string;
}

const PAGE =
  "select id, attempt, at, provider, channel, address, content from outbox where id > ? order by id limit ?";

/** Messages of delivery mode `capture`: what would have been sent. */
export function outbox(
  { sql, words, attemptIds }: StoreContext,
  { cursor = "0", limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Page<CapturedRow> {
  const rows = sql.all<OutboxRow>(PAGE, Number(cursor), limit);
  const last = rows.at(-1);
  return {
    rows: rows.map(({ id, attempt, at, provider, channel, address, content }) => ({
      id,
      attemptId: attemptIds.idOf(attempt),
      at: dateOf(at),
      provider: words.wordOf(provider),
      channel: channelName(channel),
      to: address,
      content: JSON.parse(content),
    })),
    cursor: last === undefined || rows.length < limit ? undefined : String(last.id),
  };
}

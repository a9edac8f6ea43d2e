import { readAudience } from "@relance/campaign";
import { type Channel, channels, describedChannels, type SuppressionRow } from "@relance/spec";
import type { SuppressionEntry } from "relance";

export const COLUMNS = [
  "channel",
  "address",
  "digest",
  "index",
  "tenant",
  "purpose",
  "reason",
  "actor",
  "created_at",
  "expires_at",
] as const;

type SuppressionColumn = (typeof COLUMNS)[number];

type SuppressionRecord = Readonly<Record<SuppressionColumn, string>>;

export function suppressionRecord(row: SuppressionRow, index: string): SuppressionRecord {
  const { channel, address = "", digest, tenant, purpose, reason, actor, createdAt, expiresAt } = row;
  const times = { created_at: createdAt.toISOString(), expires_at: expiresAt?.toISOString() ?? "" };
  return { channel, address, digest, index, tenant, purpose, reason, actor, ...times };
}

export type SuppressionDefaults = Pick<SuppressionEntry, "tenant" | "purpose" | "reason" | "actor">;

export type ReadSuppression = { readonly line: number; readonly share?: number | undefined } & (
  | { readonly entry: SuppressionEntry; readonly advice?: undefined }
  | { readonly entry?: undefined; readonly advice: string }
);

/** Matches the apostrophe that `relance export` adds, so that spreadsheets do not run a cell as a formula. */
const GUARDED = /^'(?=[=+\-@])/;

const KNOWN: ReadonlySet<string> = new Set(COLUMNS);

/** Refuses unknown columns through `onUnread`, because a misspelt `expires_at` would suppress contacts forever. */
export async function* readSuppressions(
  file: string,
  defaults: SuppressionDefaults,
  onUnread: (columns: readonly string[]) => void,
): AsyncIterable<ReadSuppression> {
  let isFirst = true;
  for await (const { line, share, raw, refused } of readAudience(file)) {
    if (isFirst && typeof raw === "object" && raw !== null) {
      isFirst = false;
      const unread = Object.keys(raw).filter((name) => !KNOWN.has(name));
      if (unread.length > 0) onUnread(unread);
    }
    if (refused !== undefined) yield { line, advice: refused.advice };
    else {
      const read = readEntry(raw, defaults);
      yield typeof read === "string" ? { line, share, advice: read } : { line, share, entry: read };
    }
  }
}
function readEntry(raw: unknown, defaults: SuppressionDefaults): SuppressionEntry | string {
  if (typeof raw !== "object" || raw === null) return "write one object a line";
  const cells = new Map(Object.entries(raw).map(([name, value]) => [name, cellText(value)]));
  const text = (name: SuppressionColumn) => cells.get(name) || undefined;
  const [address, digest, expires] = [text("address"), text("digest"), text("expires_at")];
  if (address === undefined && digest === undefined) return `name a contact: the columns are ${COLUMNS.join(", ")}`;
  const channel = (text("channel") as Channel | undefined) ?? channelLike(address ?? "");
  if (channel === undefined) return `channel: write one of ${channels().join(", ")}`;
  const expiresAt = expires === undefined ? undefined : new Date(expires);
  if (expiresAt !== undefined && !Number.isFinite(expiresAt.getTime()))
    return "expires_at: write an instant such as 2031-08-01T10:00:00Z";
  return {
    channel,
    address,
    digest,
    index: text("index"),
    tenant: text("tenant") ?? defaults.tenant,
    purpose: text("purpose") ?? defaults.purpose,
    reason: text("reason") ?? defaults.reason,
    actor: text("actor") ?? defaults.actor,
    expiresAt,
  };
}

function cellText(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value).trim().replace(GUARDED, "") : "";
}

export function channelLike(address: string): Channel | undefined {
  return describedChannels().find(({ address: { looksLike } }) => looksLike?.test(address))?.name;
}

import { isOpen } from "@relance/rules";
import { CHANNELS, type Channel } from "@relance/spec";
import type { HotRow } from "../people/hot-row.ts";

/** The reason of rules that people made themselves, and take back themselves. */
export const OPTED_OUT = "opted-out";

/** Those who are open; nobody any more: a late answer belongs to the matter that ended last (R8). */
export function preferOpen(rows: readonly HotRow[]): readonly HotRow[] {
  const open = rows.filter((row) => isOpen(row));
  if (open.length > 0) return open;
  const last = rows.reduce<HotRow | undefined>(
    (best, row) => (best === undefined || row.deadline > best.deadline ? row : best),
    undefined,
  );
  return last === undefined ? [] : [last];
}

/** Instances are named after their channel, such as `email.main`; people write over SMS, complaints come by email. */
export function channelOfInstance(instance: string): Channel {
  return CHANNELS.find((channel) => instance.startsWith(`${channel}.`)) ?? "sms";
}

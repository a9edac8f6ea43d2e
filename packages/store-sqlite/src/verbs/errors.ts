import type { ErrorCount } from "@relance/spec";
import { errorCounts, type StoredErrors } from "@relance/store";
import type { StoreContext } from "../transaction/context.ts";

/** The index alone answers. */
const SELECT = `select w.word as provider, r.word as code, f.word as vendorCode, g.channel, g.bits, g.count, g.lastAt
  from (select provider, error, vendor_error, channel, bits, count(*) as count,
      max(coalesce(first_final, submitted_at)) as lastAt from attempts
    where campaign = ? and (error is not null or vendor_error is not null)
    group by provider, error, vendor_error, channel, bits) g
  left join words w on w.id = g.provider left join words r on r.id = g.error
  left join words f on f.id = g.vendor_error`;

/** Codes with which messages of a campaign failed. */
export function errors({ sql }: StoreContext, campaign: number): readonly ErrorCount[] {
  return errorCounts(sql.all<StoredErrors>(SELECT, campaign));
}

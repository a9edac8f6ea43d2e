import type { ErrorCount } from "@relance/spec";
import { errorCounts, type StoredErrors } from "../inbox/reported-rows.ts";
import type { Reading } from "../transaction/reading.ts";

const SELECT = `select w.word as provider, r.word as code, f.word as "vendorCode", g.channel, g.bits, g.count, g."lastAt"
  from (select provider, error, vendor_error, channel, bits, count(*) as count,
      max(coalesce(first_final, submitted_at)) as "lastAt" from attempts
    where campaign = $1 and (error is not null or vendor_error is not null)
    group by provider, error, vendor_error, channel, bits) g
  left join words w on w.id = g.provider left join words r on r.id = g.error
  left join words f on f.id = g.vendor_error`;

/** Codes with which messages of a campaign failed. */
export async function errors({ sql }: Reading, campaign: number): Promise<readonly ErrorCount[]> {
  return errorCounts(await sql.all<StoredErrors>(SELECT, campaign));
}

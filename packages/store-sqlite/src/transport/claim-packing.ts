import type { ClaimAnswer, ClaimedRow } from "@relance/spec";

type Value = string | number | undefined;

/** A claim's answer whose rows are one flat list: that travels between threads at a fifth of the cost of objects. */
export interface PackedClaim extends Omit<ClaimAnswer, "claimed"> {
  readonly claimed: readonly Value[];
}

const FIELDS = 17;

export function packClaim(answer: ClaimAnswer): PackedClaim {
  const claimed: Value[] = [];
  for (const row of answer.claimed) {
    claimed.push(row.attemptId, row.enrollment, row.epoch, row.campaign, row.version, row.key, row.step);
    claimed.push(
      row.provider,
      row.channel,
      row.contact,
      row.address,
      row.variables,
      row.locale,
      row.timezone,
    );
    claimed.push(row.deadline, row.code, row.salt);
  }
  return { ...answer, claimed };
}

export function unpackClaim(packed: PackedClaim): ClaimAnswer {
  const rows = packed.claimed;
  const claimed: ClaimedRow[] = [];
  for (let at = 0; at < rows.length; at += FIELDS) {
    claimed.push({
      attemptId: rows[at] as string,
      enrollment: rows[at + 1] as number,
      epoch: rows[at + 2] as number,
      campaign: rows[at + 3] as number,
      version: rows[at + 4] as number,
      key: rows[at + 5] as string,
      step: rows[at + 6] as number,
      provider: rows[at + 7] as string,
      channel: rows[at + 8] as ClaimedRow["channel"],
      contact: rows[at + 9] as number,
      address: rows[at + 10] as string,
      variables: rows[at + 11] as string,
      locale: rows[at + 12] as string | undefined,
      timezone: rows[at + 13] as string | undefined,
      deadline: rows[at + 14] as number,
      code: rows[at + 15] as string,
      salt: rows[at + 16] as string | undefined,
    });
  }
  return { ...packed, claimed };
}

import type { RelanceLike } from "relance";

/** Suppresses a number after a complaint. Returns how many open enrollments have this number. */
export async function forbid(relance: RelanceLike, number: string): Promise<number> {
  const [answer] = await relance.suppressions.add([
    { channel: "sms", address: number, reason: "complaint", actor: "desk" },
  ]);
  if (answer?.status === "refused") throw new Error(answer.code);
  return answer?.people ?? 0; // the number is suppressed, now or earlier
}

/** Returns the suppressed contacts, for your own records. */
export async function forbidden(relance: RelanceLike): Promise<string[]> {
  const lines: string[] = [];
  for await (const { channel, address, digest, reason } of relance.suppressions.list())
    lines.push(`${channel} ${address ?? digest} ${reason}`);
  return lines;
}

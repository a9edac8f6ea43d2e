import type { RelanceLike } from "relance";

/** Your desk took a complaint: no message goes to this number any more. Answers how many open enrollments that concerns. */
export async function forbid(gateway: RelanceLike, number: string): Promise<number> {
  const [answer] = await gateway.suppressions.add([
    { channel: "sms", address: number, reason: "complaint", actor: "desk" },
  ]);
  if (answer?.status === "refused") throw new Error(answer.code);
  return answer?.people ?? 0; // new or same: it is forbidden now
}

/** What is forbidden, as your own records want it. */
export async function forbidden(gateway: RelanceLike): Promise<string[]> {
  const lines: string[] = [];
  for await (const { channel, address, digest, reason } of gateway.suppressions.list())
    lines.push(`${channel} ${address ?? digest} ${reason}`);
  return lines;
}

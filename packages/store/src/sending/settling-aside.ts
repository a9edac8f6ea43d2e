import { isThrottle, providerHoldMs, signOf } from "@relance/rules";
import type { AttemptOutcome, CapturedMessage } from "@relance/spec";
import { Hearing } from "../inbox/hearing.ts";
import { channelName, contactPlace } from "../people/contacts.ts";
import { suppressDigest } from "../suppressions/suppressing.ts";
import type { Work } from "../transaction/work.ts";
import type { AttemptRow } from "./attempts.ts";

/** Nothing is claimed for a provider that is at its limit, whose account is at fault, or that answers nobody. */
export function closeAfter(work: Work, { provider, submittedAt }: AttemptRow, outcome: AttemptOutcome): void {
  const holdMs = providerHoldMs(outcome);
  const sign = signOf(outcome);
  if (sign === "works") work.side.works(provider);
  else if (sign === "failed") work.side.failed(provider, outcome.errorCode ?? "provider/bad-response");
  if (holdMs === undefined) return;
  const reason = outcome.errorCode ?? "deferred";
  const throttle = isThrottle(outcome) ? { leftAt: submittedAt, perSecond: outcome.perSecond } : undefined;
  work.side.closeProvider(provider, {
    forMs: holdMs,
    reason,
    isFault: outcome.accountFault === true,
    isAccount: outcome.accountFault === true,
    throttle,
  });
}

/** Keeps what delivery mode `capture` would have sent. */
export function capture(work: Work, attempt: AttemptRow, { to, content }: CapturedMessage): void {
  work.side
    .into("outbox", [
      ["attempt", "bigint"],
      ["at", "bigint"],
      ["provider", "int"],
      ["channel", "smallint"],
      ["address", "text"],
      ["content", "text"],
    ])
    .add(attempt.id, work.now, attempt.provider, attempt.channel, to, JSON.stringify(content));
}

/** The far end says that these contacts said STOP there: nobody writes to them any more, whoever shares them. */
export async function optOutEverywhere(work: Work, attempts: readonly AttemptRow[]): Promise<void> {
  if (attempts.length === 0) return;
  const hearing = new Hearing(work);
  await work.words.know(attempts.map(({ provider }) => provider));
  await hearing.holders.needPeople(attempts.flatMap(({ enrollment }) => work.rows.get(enrollment) ?? []));
  const found = attempts.flatMap(({ enrollment, channel, contact, provider }) => {
    const row = work.rows.get(enrollment);
    const digest =
      row && hearing.holders.digestOf(row, (all) => contactPlace(all, channelName(channel), contact));
    if (row === undefined || !digest) return [];
    const { tenant } = work.version(row);
    return [{ tenant, channel: channelName(channel), digest, source: work.words.wordOf(provider) }];
  });
  await hearing.need(found.map(({ digest }) => digest));
  for (const contact of found) suppressDigest(hearing, { ...contact, purpose: "", reason: "opted-out" });
  await hearing.rules.save();
}

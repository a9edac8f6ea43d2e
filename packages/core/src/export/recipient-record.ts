import { type Channel, channels, type RecipientRow } from "@relance/spec";

/** Columns of an export, in order. */
export function recordColumns(): readonly (keyof RecipientRecord)[] {
  return [...BEFORE, ...channels(), ...BEHIND];
}

const BEFORE = ["key", "state", "cause", "step", "deadline"] as const;
const BEHIND = ["barred", "attempt", "provider", "attempt_state", "evidence", "signal", "line"] as const;

/** One person as a list for phoning or writing needs them. Several addresses of a channel are joined by `; `. */
export type RecipientRecord = Readonly<
  Record<(typeof BEFORE)[number] | Channel | (typeof BEHIND)[number], string | number | undefined>
>;

export function recipientRecord(row: RecipientRow): RecipientRecord {
  const { key, state, cause, step, deadline, contacts, lastAttempt, line } = row;
  const addresses = (channel: Channel) =>
    contacts
      .filter((contact) => contact.channel === channel)
      .map(({ address }) => address)
      .join("; ");
  return {
    key,
    state,
    cause: cause === "none" ? "" : cause,
    step: state === "refused" ? undefined : step,
    deadline: deadline?.toISOString(),
    ...(Object.fromEntries(channels().map((channel) => [channel, addresses(channel)])) as Record<Channel, string>),
    barred: contacts.flatMap(({ address, barred }) => (barred ? `${address} (${barred})` : [])).join("; "),
    attempt: lastAttempt?.attemptId,
    provider: lastAttempt?.provider,
    attempt_state: lastAttempt?.state,
    evidence: lastAttempt?.evidence,
    signal: lastAttempt?.signal,
    line,
  };
}

import type { RecipientRow } from "@relance/spec";
import { expect, it } from "vitest";
import { judgeLent } from "../src/canary-rounds.ts";
import { canaryKey } from "../src/canary-rows.ts";

interface Sent {
  readonly seen: number;
  /** The number of messages that were reported as delivered, but did not arrive. */
  readonly fake: number;
  /** The number of messages that were not reported as delivered, and did not arrive. */
  readonly silent?: number;
  readonly networks?: number;
  readonly round?: number;
}

function rowsOf({ seen, fake, silent = 0, networks = 2, round = 0 }: Sent): RecipientRow[] {
  return Array.from({ length: seen + fake + silent }, (_, index) => ({
    enrollment: index,
    key: canaryKey({ kind: "lent", round, index, network: `n${index % networks}` }),
    state: index < seen ? "acknowledged" : "active",
    cause: "none",
    step: 1,
    revision: 1,
    deadline: undefined,
    contacts: [],
    lastAttempt: {
      attemptId: `a${index}`,
      provider: "sms.main",
      state: "accepted",
      evidence: index < seen + fake ? "delivered" : "in-transit",
      isCaptured: false,
    },
  }));
}

const PROOF = "3 of 20 messages to rented numbers were reported as delivered, but did not arrive";

it.each<{ readonly what: string; readonly sent: Sent; readonly missed: number; readonly proof?: string }>([
  { what: "three of twenty, in two networks, are proof", sent: { seen: 17, fake: 3 }, missed: 3, proof: PROOF },
  { what: "three of twenty-one are what a source overlooks", sent: { seen: 18, fake: 3 }, missed: 3 },
  { what: "two are few, whatever their share", sent: { seen: 2, fake: 2 }, missed: 2 },
  { what: "one network may be the source's", sent: { seen: 17, fake: 3, networks: 1 }, missed: 3 },
  { what: "nothing was called delivered", sent: { seen: 17, fake: 0, silent: 3 }, missed: 3 },
  { what: "nothing was seen: the source may be deaf", sent: { seen: 0, fake: 20 }, missed: 0 },
  { what: "the round is not over", sent: { seen: 10, fake: 10, round: 1 }, missed: 0 },
])("$what", ({ sent, missed, proof }) => {
  const fakes = proof === undefined ? {} : { "sms.main": proof };
  expect(judgeLent(rowsOf(sent), 1)).toEqual({ missed, fakes });
});

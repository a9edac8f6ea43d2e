import { wilson } from "./loss-likelihood.ts";

/** A number of messages, and how many of them have a receipt. */
export interface ReceiptCount {
  readonly messages: number;
  readonly receipts: number;
}

/** The counts of two vendors' messages, compared within the same minutes, destinations and steps. */
export interface ComparedSums {
  readonly own: ReceiptCount;
  readonly other: ReceiptCount;
  /** The sum of the weights of all strata. */
  readonly weight: number;
  /** The weighted share of messages with a receipt, for each vendor. */
  readonly weighted: { readonly own: number; readonly other: number };
  readonly chance: { readonly own: number; readonly other: number };
}

const NO_MESSAGES: ReceiptCount = { messages: 0, receipts: 0 };

/** The sums before any messages are counted. */
export const NOTHING_COMPARED: ComparedSums = {
  own: NO_MESSAGES,
  other: NO_MESSAGES,
  weight: 0,
  weighted: { own: 0, other: 0 },
  chance: { own: 0, other: 0 },
};

/**
 * Adds the messages of one minute, destination and step. Recipients were assigned to the vendors at random, so other
 * differences are chance. A stratum with only one vendor is skipped (Mantel and Haenszel 1959).
 */
export function addCompared(sums: ComparedSums, own: ReceiptCount, other: ReceiptCount): ComparedSums {
  if (own.messages === 0 || other.messages === 0) return sums;
  const weight = (own.messages * other.messages) / (own.messages + other.messages);
  const share = ({ messages, receipts }: ReceiptCount) => (weight * receipts) / messages;
  return {
    own: added(sums.own, own),
    other: added(sums.other, other),
    weight: sums.weight + weight,
    weighted: { own: sums.weighted.own + share(own), other: sums.weighted.other + share(other) },
    chance: {
      own: sums.chance.own + weight ** 2 / own.messages,
      other: sums.chance.other + weight ** 2 / other.messages,
    },
  };
}

function added(one: ReceiptCount, other: ReceiptCount): ReceiptCount {
  return { messages: one.messages + other.messages, receipts: one.receipts + other.receipts };
}

/** How far one vendor's share of messages with receipts is below another vendor's share. */
export interface ShareDifference {
  readonly likeliest: number;
  /** The smallest difference that agrees with the counts. If it is negative, the share may be the higher one. */
  readonly atLeast: number;
  readonly atMost: number;
}

/** There is no result if either vendor has fewer messages than this. */
const LEAST_MESSAGES = 40;
const DEVIATIONS = 4;

/**
 * The difference of two vendors' shares of receipts, with an interval of four standard deviations (Newcombe 1998,
 * method 10). `undefined` if either vendor has too few messages.
 */
export function compareShares({ own, other, weight, weighted, chance }: ComparedSums): ShareDifference | undefined {
  if (Math.min(own.messages, other.messages) < LEAST_MESSAGES) return undefined;
  const [mine, theirs] = [weighted.own / weight, weighted.other / weight];
  const interval = (share: number, spread: number) => {
    const messages = weight ** 2 / spread; // the number with this variance in one stratum
    return wilson(share * messages, messages, DEVIATIONS);
  };
  const low = interval(mine, chance.own);
  const high = interval(theirs, chance.other);
  const likeliest = theirs - mine;
  return {
    likeliest,
    atLeast: likeliest - Math.hypot(theirs - high.low, low.high - mine),
    atMost: likeliest + Math.hypot(high.high - theirs, mine - low.low),
  };
}

/** Returns the same sums with the two vendors exchanged. */
export function reversed({ own, other, weight, weighted, chance }: ComparedSums): ComparedSums {
  const swap = <T>(both: { readonly own: T; readonly other: T }) => ({ own: both.other, other: both.own });
  return { own: other, other: own, weight, weighted: swap(weighted), chance: swap(chance) };
}

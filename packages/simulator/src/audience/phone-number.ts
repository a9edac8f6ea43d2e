/** Numbers that France keeps for fiction: +33 6 39 98 00 00 to 99 99. Nobody owns one. */
const FICTION = { prefix: "+3363998", digits: 4, count: 10_000 };

/**
 * For larger audiences: ten-digit numbers under 0700, a prefix that France gives only to machines, with fourteen
 * digits. They have the right form and belong to nobody. They are for loopback alone: no real provider may see them.
 */
const NOBODY = { prefix: "+33700", digits: 6, count: 1_000_000 };

/** How many numbers there are. */
export const PHONE_NUMBERS: number = FICTION.count + NOBODY.count;

/** The E.164 number of the person with this position, from 0. The first 10,000 are reserved for fiction. */
export function phoneNumberOf(position: number): string {
  const range = position < FICTION.count ? FICTION : NOBODY;
  const within = position < FICTION.count ? position : position - FICTION.count;
  return `${range.prefix}${String(within % range.count).padStart(range.digits, "0")}`;
}

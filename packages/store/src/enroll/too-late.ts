/** Why a row is refused whose ladder no longer fits (`ifLate: refuse`). */
export const TOO_LATE = "too-late";
/** What such a line of the account says. */
export const TOO_LATE_ADVICE: string =
  "the steps no longer fit before this person's deadline with their full waits; reach this person another way";

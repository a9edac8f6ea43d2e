import type { Cause } from "@relance/spec";

const FIRST: readonly string[] = [
  "help",
  "wrong-person",
  "undelivered",
  "receipt-overdue",
  "uncertain",
  "refused",
  "unreachable",
  "poison",
  "too-late",
  "budget",
] satisfies Cause[];
const LAST: readonly string[] = ["ack-timeout", "deadline", "opted-out"] satisfies Cause[];

/** Sorts the causes of unreached recipients and refused rows: first the causes that a phone call probably solves. */
export function inOrderOfUrgency(causes: readonly string[]): readonly string[] {
  const place = (cause: string) => {
    const first = FIRST.indexOf(cause);
    return first === -1 ? FIRST.length + 1 + LAST.indexOf(cause) : first;
  };
  return causes.toSorted((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

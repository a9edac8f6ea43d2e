import type { Ledger } from "relance";
import type { Hope } from "./send-and-hope.ts";

const WIDTH = 38;

/** What a line of the right column shows. */
export interface View {
  readonly at: number;
  readonly ledger: Ledger | undefined;
  readonly note: string;
}

function count(n: number): string {
  return n.toLocaleString("en");
}

function attempts(ledger: Ledger, provider: string): string {
  const rows = ledger.attempts.filter((row) => row.provider === provider);
  const sum = (keep: (row: (typeof rows)[number]) => boolean) =>
    rows.filter(keep).reduce((all, row) => all + row.count, 0);
  const sent = sum(({ state }) => state === "accepted");
  const delivered = sum(({ evidence }) => evidence === "delivered" || evidence === "engaged");
  const overdue = sum(({ evidence }) => evidence === "unknown");
  const silent = overdue > 0 ? `, ${count(overdue)} without receipt` : "";
  return `${count(sent)} accepted${delivered > 0 ? `, ${count(delivered)} delivered` : ""}${silent}`;
}

/** What the numbers mean at this moment, in words. */
export function meaning(ledger: Ledger | undefined): string {
  if (ledger === undefined) return "";
  const silent = ledger.attempts
    .filter(({ provider, evidence }) => provider === "sms.main" && evidence === "unknown")
    .reduce((sum, row) => sum + row.count, 0);
  const used = (provider: string) => ledger.attempts.some((row) => row.provider === provider);
  if (used("push.web")) return "who has not confirmed is tried by push";
  if (used("email.smtp")) return "who has not confirmed is tried by email";
  if (used("sms.second")) return `${count(silent)} receipts are missing: the second carrier takes over`;
  return "sent; receipts come in";
}

/** Campaign time as people read it. */
export function moment(at: number): string {
  return new Date(at).toLocaleString("en-GB", {
    timeZone: "Europe/Paris",
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
}

function rightColumn({ at, ledger, note }: View): string[] {
  if (ledger === undefined) return [moment(at), note];
  const { states } = ledger;
  return [
    `${moment(at)}   ${note}`,
    `first carrier    ${attempts(ledger, "sms.main")}`,
    `second carrier   ${attempts(ledger, "sms.second")}`,
    `email            ${attempts(ledger, "email.smtp")}`,
    `push             ${attempts(ledger, "push.web")}`,
    `confirmed        ${count(states.acknowledged)}`,
    `still trying     ${count(states.pending + states.active)}`,
  ];
}

function leftColumn(hope: Hope, people: number): string[] {
  return [
    "",
    `${count(hope.accepted)} accepted, ${count(hope.errors)} errors`,
    `"all ${count(people)} reminded"`,
    "",
    "what nobody can see:",
    `${count(hope.neverKnew)} people never knew`,
    "",
  ];
}

/** Two columns on the same seed; redrawn on a terminal, printed now and then elsewhere. */
export class Screen {
  readonly #hope: Hope;
  readonly #people: number;
  readonly #isTerminal: boolean = process.stdout.isTTY === true;
  #drawn = 0;
  #lastNote = "";
  #lastDay = "";

  constructor(hope: Hope, people: number) {
    this.#hope = hope;
    this.#people = people;
    const title = `${"SEND AND HOPE".padEnd(WIDTH)}│ RELANCE`;
    console.log(`\n${title}\n${"─".repeat(WIDTH)}┼${"─".repeat(58)}`);
    if (!this.#isTerminal) this.#print(leftColumn(hope, people), []);
  }

  show(view: View): void {
    if (this.#isTerminal) {
      this.#redraw(view);
      return;
    }
    const day = moment(view.at).slice(0, 10);
    if (view.note === this.#lastNote && day === this.#lastDay) return;
    this.#lastNote = view.note;
    this.#lastDay = day;
    this.#print([], rightColumn(view));
  }

  #redraw(view: View): void {
    if (this.#drawn > 0) process.stdout.write(`\u001b[${this.#drawn}A\u001b[0J`);
    this.#drawn = this.#print(leftColumn(this.#hope, this.#people), rightColumn(view));
  }

  #print(left: readonly string[], right: readonly string[]): number {
    const rows = Math.max(left.length, right.length);
    for (let row = 0; row < rows; row++)
      console.log(`${(left[row] ?? "").padEnd(WIDTH)}│ ${right[row] ?? ""}`);
    return rows;
  }
}

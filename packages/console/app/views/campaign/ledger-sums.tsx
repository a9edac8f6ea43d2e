import type { Sum, LedgerSums as Sums } from "@relance/core";
import type { Wired } from "../../../src/wire/wired.ts";
import { count } from "../../words/numbers.ts";
import { useWords } from "../../words/use-words.ts";

/** The closed account, with its sums added up before the reader's eyes. */
export function LedgerSums({ sums }: { readonly sums: Wired<Sums> }) {
  const words = useWords();
  return (
    <>
      <p class={sums.holds ? "good-text" : "alarm"}>{sums.holds ? words.ledger.holds : words.ledger.doesNotHold}</p>
      <ul class="sums">
        <Line name={words.ledger.audience} sum={sums.audience} />
        <Line name={words.ledger.people} sum={sums.people} />
        <Line name={words.ledger.attempts} sum={sums.attempts} />
      </ul>
    </>
  );
}

function Line({ name, sum }: { readonly name: string; readonly sum: Wired<Sum> }) {
  const words = useWords();
  const { locale, parts } = words;
  const told = sum.parts.filter((part) => part.count > 0);
  return (
    <li class={sum.holds ? "" : "alarm"}>
      <b>{count(locale, sum.total)}</b> {name} ={" "}
      {told.length === 0
        ? "0"
        : told.map((part) => `${count(locale, part.count)} ${parts[part.name] ?? part.name}`).join(" + ")}
    </li>
  );
}

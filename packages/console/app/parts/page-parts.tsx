import type { Refused } from "../live/why-refused.ts";
import { useWords } from "../words/use-words.ts";

/** Said when what is shown is old, and why where that is known. */
export function Lost({ isLost, refused }: { readonly isLost: boolean; readonly refused?: Refused | undefined }) {
  const words = useWords();
  const why = refused === undefined ? words.lost : words.refused[refused];
  return (
    <p id="lost" role="alert" hidden={!isLost}>
      {isLost ? why : ""}
    </p>
  );
}

/** Stands where a view has told nothing yet, and says why it will not where it is refused. */
export function Waiting({ refused }: { readonly refused?: Refused | undefined }) {
  const words = useWords();
  return <p class="soft">{refused === undefined ? words.loading : words.refused[refused]}</p>;
}

/** Told to those who hear the page; numbers that run are not. */
export function News({ text }: { readonly text: string }) {
  return (
    <p class="hidden" role="status">
      {text}
    </p>
  );
}

/** A campaign by its name, and its occurrence where it has one. */
export function nameOf({
  name,
  occurrence,
  tenant,
}: {
  readonly name: string;
  readonly occurrence: string;
  readonly tenant: string;
}): string {
  return [name, occurrence, tenant === "" ? "" : `(${tenant})`].filter((word) => word !== "").join(" ");
}

import { useWords } from "../words/use-words.ts";

/** Said when what is shown is old. */
export function Lost({ isLost }: { readonly isLost: boolean }) {
  const words = useWords();
  return (
    <p id="lost" role="alert" hidden={!isLost}>
      {isLost ? words.lost : ""}
    </p>
  );
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

import type { RevealedPerson } from "../../../src/wire/people.ts";
import type { Wired } from "../../../src/wire/wired.ts";
import type { Signed } from "../../controls/confirm-dialog.tsx";
import { OrderButton } from "../../controls/order-buttons.tsx";
import { ask } from "../../live/ask.ts";
import { useWords } from "../../words/use-words.ts";

interface RevealButtonProps {
  readonly campaign: number;
  readonly keys: readonly string[];
  readonly reveal: (people: readonly Wired<RevealedPerson>[], by: Signed) => void;
}

export function RevealButton({ campaign, keys, reveal }: RevealButtonProps) {
  const { fill, persons } = useWords();
  if (keys.length === 0) return null;
  return (
    <OrderButton
      name={fill(persons.reveal, { count: keys.length })}
      means={fill(persons.revealMeans, { count: keys.length })}
      send={async (by) => reveal((await ask("people/reveal", { campaign, keys, ...by })).people, by)}
    />
  );
}

import type { Reach } from "@relance/core";
import { count } from "../words/numbers.ts";
import { useWords } from "../words/use-words.ts";

/** How far a campaign has come, as one bar of all its people. */
export function ReachBar({ reach, name }: { readonly reach: Reach; readonly name: string }) {
  const words = useWords();
  const { people, confirmed, inFlight, waiting, unreached } = reach;
  const said = words.share(count(words.locale, confirmed), count(words.locale, people));
  const parts = [
    ["good", confirmed],
    ["open", inFlight],
    ["rest", waiting],
    ["bad", unreached],
  ] as const;
  return (
    <div class="bar" role="img" aria-label={`${name}: ${said}`}>
      {parts.map(([tone, part]) => part > 0 && <i key={tone} class={tone} style={{ flexGrow: part }} />)}
    </div>
  );
}

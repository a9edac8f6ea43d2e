import { duration } from "../words/numbers.ts";
import { useWords } from "../words/use-words.ts";

const MINUTE_MS = 60_000;

/** After so long somebody looks at a pause again. */
export const reviewMs: readonly number[] = [15, 60, 4 * 60, 24 * 60].map((minutes) => minutes * MINUTE_MS);

/** A pause that nobody looks at again is silent loss. */
export function ReviewIn({ value, choose }: { readonly value: number; readonly choose: (ms: number) => void }) {
  const { locale, controls } = useWords();
  return (
    <label>
      {controls.reviewIn}
      <select value={value} onChange={(event) => choose(Number(event.currentTarget.value))}>
        {reviewMs.map((ms) => (
          <option key={ms} value={ms}>
            {duration(locale, ms)}
          </option>
        ))}
      </select>
    </label>
  );
}

import { useId } from "preact/hooks";
import { useWords } from "../words/use-words.ts";
import { StepChoice } from "./step-choice.tsx";

/** Longest name of a slice. */
const MOST = 100;

/** Whose messages an order about a provider is about; nothing named = all that leave over it. */
export interface Lane {
  readonly step: number | undefined;
  readonly slice: string | undefined;
}

export const WHOLE: Lane = { step: undefined, slice: undefined };

/** One step, one slice, or all of them. A slice is written: there are as many mail domains as people like. */
export function LaneChoice({
  steps,
  slices,
  value,
  choose,
}: {
  readonly steps: readonly number[];
  /** Slices that the page shows, to choose from. */
  readonly slices: readonly string[];
  readonly value: Lane;
  readonly choose: (lane: Lane) => void;
}) {
  const { controls } = useWords();
  const list = useId();
  return (
    <>
      <StepChoice steps={steps} value={value.step} choose={(step) => choose({ ...value, step })} />
      <label>
        {controls.onlySlice}
        <input
          name="slice"
          list={list}
          maxLength={MOST}
          autocomplete="off"
          placeholder={controls.everySlice}
          value={value.slice ?? ""}
          onInput={({ currentTarget: { value: written } }) =>
            choose({ ...value, slice: written.trim() === "" ? undefined : written.trim() })
          }
        />
        <datalist id={list}>
          {slices.map((slice) => (
            <option key={slice} value={slice} />
          ))}
        </datalist>
      </label>
    </>
  );
}

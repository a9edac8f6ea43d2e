import { useId } from "preact/hooks";
import { useWords } from "../words/use-words.ts";

const MOST = 100;

/** The messages of a provider to which a command applies, by default all. */
export interface Queue {
  readonly step: number | undefined;
  readonly destination: string | undefined;
}

export const WHOLE: Queue = { step: undefined, destination: undefined };

/** Chooses one step, one destination, or all messages. Operators type a destination, because there may be many. */
export function QueueChoice({
  steps,
  destinations,
  value,
  choose,
}: {
  readonly steps: readonly number[];
  readonly destinations: readonly string[];
  readonly value: Queue;
  readonly choose: (queue: Queue) => void;
}) {
  const { controls } = useWords();
  const list = useId();
  return (
    <>
      <StepChoice steps={steps} value={value.step} choose={(step) => choose({ ...value, step })} />
      <label>
        {controls.onlyDestination}
        <input
          name="destination"
          list={list}
          maxLength={MOST}
          autocomplete="off"
          placeholder={controls.everyDestination}
          value={value.destination ?? ""}
          onInput={({ currentTarget: { value: written } }) =>
            choose({ ...value, destination: written.trim() === "" ? undefined : written.trim() })
          }
        />
        <datalist id={list}>
          {destinations.map((destination) => (
            <option key={destination} value={destination} />
          ))}
        </datalist>
      </label>
    </>
  );
}

/** Chooses one step of a provider, or all its steps. Shown only if there are several steps. */
function StepChoice({
  steps,
  value,
  choose,
}: {
  readonly steps: readonly number[];
  readonly value: number | undefined;
  readonly choose: (step: number | undefined) => void;
}) {
  const words = useWords();
  if (steps.length < 2) return null;
  return (
    <label>
      {words.controls.inStep}
      <select
        name="step"
        value={value ?? ""}
        onChange={({ currentTarget: { value: chosen } }) => choose(chosen === "" ? undefined : Number(chosen))}
      >
        <option value="">{words.controls.everyStep}</option>
        {steps.map((step) => (
          <option key={step} value={step}>
            {words.fill(words.step, { number: step })}
          </option>
        ))}
      </select>
    </label>
  );
}

import { useId } from "preact/hooks";
import type { SteeredProvider } from "../views/campaign/steered.ts";
import { useWords } from "../words/use-words.ts";

const MOST = 100;

/** The messages of a provider to which a command applies; by default all messages. */
export interface Queue {
  readonly step: number | undefined;
  readonly destination: string | undefined;
}

export const WHOLE: Queue = { step: undefined, destination: undefined };

interface Props extends Pick<SteeredProvider, "steps" | "destinations"> {
  readonly value: Queue;
  readonly choose: (queue: Queue) => void;
}

/** Chooses a step, a destination, or all messages. The operator types the destination, because there may be many. */
export function QueueChoice({ steps, destinations, value, choose }: Props) {
  const { controls, fill, step: stepName } = useWords();
  const list = useId();
  return (
    <>
      {steps.length > 1 && (
        <label>
          {controls.inStep}
          <select
            name="step"
            value={value.step ?? ""}
            onChange={({ currentTarget: { value: chosen } }) =>
              choose({ ...value, step: chosen === "" ? undefined : Number(chosen) })
            }
          >
            <option value="">{controls.everyStep}</option>
            {steps.map((step) => (
              <option key={step} value={step}>
                {fill(stepName, { number: step })}
              </option>
            ))}
          </select>
        </label>
      )}
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

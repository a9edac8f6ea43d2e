import { useWords } from "../words/use-words.ts";

/** All steps that a provider serves, or one of them; nothing to choose where it serves one. */
export function StepChoice({
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
            {words.step(step)}
          </option>
        ))}
      </select>
    </label>
  );
}

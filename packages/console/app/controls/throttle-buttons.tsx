import { useState } from "preact/hooks";
import { ask } from "../live/ask.ts";
import { count } from "../words/numbers.ts";
import { useWords } from "../words/use-words.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import type { SteeredProvider } from "./steered-provider.ts";
import { StepChoice } from "./step-choice.tsx";

/** What it does now, halved: something to begin with. */
const FIRST_SHARE = 0.5;
const LEAST = 1;
const MOST = 600_000;

/** A limit of the operator's for one provider, or none any more; pauses and other ways stay as they are. */
export function ThrottleButtons({
  campaign,
  provider,
  isLimited,
  perMinute,
  steps,
  version,
}: Pick<SteeredProvider, "campaign" | "provider" | "isLimited" | "perMinute" | "steps" | "version">) {
  const { controls, locale } = useWords();
  const [open, setOpen] = useState<{ readonly act: "throttle" | "unthrottle"; readonly seen: number }>();
  const [step, setStep] = useState<number>();
  const [limit, setLimit] = useState("");
  const close = () => setOpen(undefined);
  const begin = () => {
    setLimit(String(Math.max(LEAST, Math.round(perMinute * FIRST_SHARE))));
    setOpen({ act: "throttle", seen: version });
  };
  return (
    <>
      <button type="button" aria-label={`${controls.throttle}: ${provider}`} onClick={begin}>
        {controls.throttle}
      </button>
      {isLimited && (
        <button
          type="button"
          aria-label={`${controls.unthrottle}: ${provider}`}
          onClick={() => setOpen({ act: "unthrottle", seen: version })}
        >
          {controls.unthrottle}
        </button>
      )}
      {open?.act === "throttle" && (
        <ConfirmDialog
          title={`${controls.throttle}: ${provider}`}
          consequence={
            <p>
              {controls.throttleMeans(
                provider,
                count(locale, perMinute),
                step === undefined ? steps.length : 1,
              )}
            </p>
          }
          act={(by) =>
            ask("controls/throttle", {
              campaign,
              provider,
              perMinute: Number(limit),
              step,
              version: open.seen,
              ...by,
            })
          }
          close={close}
        >
          <label>
            {controls.limit}
            <input
              type="number"
              name="limit"
              required
              min={LEAST}
              max={MOST}
              step={1}
              value={limit}
              onInput={(event) => setLimit(event.currentTarget.value)}
            />
          </label>
          <StepChoice steps={steps} value={step} choose={setStep} />
        </ConfirmDialog>
      )}
      {open?.act === "unthrottle" && (
        <ConfirmDialog
          title={`${controls.unthrottle}: ${provider}`}
          consequence={<p>{controls.unthrottleMeans(provider)}</p>}
          act={(by) => ask("controls/throttle", { campaign, provider, version: open.seen, ...by })}
          close={close}
        />
      )}
    </>
  );
}

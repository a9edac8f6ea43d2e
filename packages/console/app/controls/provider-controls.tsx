import { useState } from "preact/hooks";
import { ask } from "../live/ask.ts";
import { useSession } from "../live/session.ts";
import { count } from "../words/numbers.ts";
import { useWords } from "../words/use-words.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { ReviewIn, reviewMs } from "./review-in.tsx";
import type { SteeredProvider } from "./steered-provider.ts";
import { StepChoice } from "./step-choice.tsx";
import { ThrottleButtons } from "./throttle-buttons.tsx";

/** Pause one provider or slow it down, lead those who wait another way, or let it send again whatever the watch holds. */
export function ProviderControls(steered: SteeredProvider) {
  const { campaign, provider, isOpen, perMinute, missing, version, ways, steps } = steered;
  const words = useWords();
  const { role } = useSession();
  const { controls, locale } = words;
  // with the version that was seen when the dialog was opened: what is decided is decided about that
  const [open, setOpen] = useState<{ readonly act: "pause" | "override"; readonly seen: number }>();
  const [step, setStep] = useState<number>();
  const [review, setReview] = useState(reviewMs[1] ?? 0);
  const [via, setVia] = useState("");
  if (role !== "operator") return null;
  const close = () => setOpen(undefined);
  return (
    <div class="buttons">
      <button
        type="button"
        aria-label={`${controls.pause}: ${provider}`}
        onClick={() => setOpen({ act: "pause", seen: version })}
      >
        {controls.pause}
      </button>
      <ThrottleButtons {...steered} />
      {!isOpen && (
        <button
          type="button"
          aria-label={`${controls.override}: ${provider}`}
          onClick={() => setOpen({ act: "override", seen: version })}
        >
          {controls.override}
        </button>
      )}
      {open?.act === "pause" && (
        <ConfirmDialog
          title={`${controls.pause}: ${provider}`}
          consequence={<p>{controls.pauseProviderMeans(provider, count(locale, perMinute))}</p>}
          act={(by) =>
            ask("controls/pause", {
              campaign,
              provider,
              // a plain pause is never refused, whatever was done since
              ...(via === "" ? {} : { via, version: open.seen }),
              step,
              reviewInMs: review,
              ...by,
            })
          }
          close={close}
        >
          <ReviewIn value={review} choose={setReview} />
          <StepChoice steps={steps} value={step} choose={setStep} />
          {ways.length > 0 && (
            <label>
              {controls.leadOver}
              <select value={via} onChange={(event) => setVia(event.currentTarget.value)}>
                <option value="">{controls.leadNowhere}</option>
                {ways.map((way) => (
                  <option key={way}>{way}</option>
                ))}
              </select>
            </label>
          )}
        </ConfirmDialog>
      )}
      {open?.act === "override" && (
        <ConfirmDialog
          title={`${controls.override}: ${provider}`}
          consequence={<p>{controls.overrideProviderMeans(provider, count(locale, missing))}</p>}
          isDangerous
          act={(by) =>
            ask("controls/resume", { campaign, provider, override: true, version: open.seen, ...by })
          }
          close={close}
        />
      )}
    </div>
  );
}

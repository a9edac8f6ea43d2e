import { useState } from "preact/hooks";
import { ask } from "../live/ask.ts";
import { useSession } from "../live/session.ts";
import { count } from "../words/numbers.ts";
import { useWords } from "../words/use-words.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { ReviewIn, reviewMs } from "./review-in.tsx";
import { ThrottleButtons } from "./throttle-buttons.tsx";

/** What one may do about a provider of a campaign, and what it does just now. */
export interface Steered {
  readonly campaign: number;
  readonly provider: string;
  readonly isOpen: boolean;
  /** An operator limits how fast it is sent over. */
  readonly isLimited: boolean;
  /** Steps that are sent over it: the limit is one of each. */
  readonly steps: number;
  readonly perMinute: number;
  /** Receipts that are missing there. */
  readonly missing: number;
  /** The highest version of the campaign's lanes that is shown. */
  readonly version: number;
  /** Later providers of its routes. */
  readonly ways: readonly string[];
}

/** Pause one provider or slow it down, lead those who wait another way, or let it send again whatever the watch holds. */
export function ProviderControls(steered: Steered) {
  const { campaign, provider, isOpen, perMinute, missing, version, ways } = steered;
  const words = useWords();
  const { role } = useSession();
  const { controls, locale } = words;
  const [open, setOpen] = useState<"pause" | "override">();
  const [review, setReview] = useState(reviewMs[1] ?? 0);
  const [via, setVia] = useState("");
  if (role !== "operator") return null;
  const close = () => setOpen(undefined);
  return (
    <div class="buttons">
      <button type="button" aria-label={`${controls.pause}: ${provider}`} onClick={() => setOpen("pause")}>
        {controls.pause}
      </button>
      <ThrottleButtons {...steered} />
      {!isOpen && (
        <button
          type="button"
          aria-label={`${controls.override}: ${provider}`}
          onClick={() => setOpen("override")}
        >
          {controls.override}
        </button>
      )}
      {open === "pause" && (
        <ConfirmDialog
          title={`${controls.pause}: ${provider}`}
          consequence={<p>{controls.pauseProviderMeans(provider, count(locale, perMinute))}</p>}
          act={(by) =>
            ask("controls/pause", {
              campaign,
              provider,
              // a plain pause is never refused, whatever was done since
              ...(via === "" ? {} : { via, version }),
              reviewInMs: review,
              ...by,
            })
          }
          close={close}
        >
          <ReviewIn value={review} choose={setReview} />
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
      {open === "override" && (
        <ConfirmDialog
          title={`${controls.override}: ${provider}`}
          consequence={<p>{controls.overrideProviderMeans(provider, count(locale, missing))}</p>}
          isDangerous
          act={(by) => ask("controls/resume", { campaign, provider, override: true, version, ...by })}
          close={close}
        />
      )}
    </div>
  );
}

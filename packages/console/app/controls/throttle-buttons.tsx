import { useState } from "preact/hooks";
import { ask } from "../live/ask.ts";
import { count } from "../words/numbers.ts";
import { useWords } from "../words/use-words.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { type Queue, QueueChoice, WHOLE } from "./queue-choice.tsx";
import type { SteeredProvider } from "./steered-provider.ts";

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
  destinations,
  version,
}: SteeredProvider) {
  const { controls, locale } = useWords();
  const [open, setOpen] = useState<{ readonly act: "throttle" | "unthrottle"; readonly seen: number }>();
  const [queue, setQueue] = useState<Queue>(WHOLE);
  const [limit, setLimit] = useState("");
  const close = () => setOpen(undefined);
  const begin = (act: "throttle" | "unthrottle") => {
    setQueue(WHOLE);
    setLimit(String(Math.max(LEAST, Math.round(perMinute * FIRST_SHARE))));
    setOpen({ act, seen: version });
  };
  const choice = <QueueChoice steps={steps} destinations={destinations} value={queue} choose={setQueue} />;
  return (
    <>
      <button type="button" aria-label={`${controls.throttle}: ${provider}`} onClick={() => begin("throttle")}>
        {controls.throttle}
      </button>
      {isLimited && (
        <button type="button" aria-label={`${controls.unthrottle}: ${provider}`} onClick={() => begin("unthrottle")}>
          {controls.unthrottle}
        </button>
      )}
      {open?.act === "throttle" && (
        <ConfirmDialog
          title={`${controls.throttle}: ${provider}`}
          consequence={
            <p>
              {controls.throttleMeans(provider, count(locale, perMinute), queue.step === undefined ? steps.length : 1)}
            </p>
          }
          act={(by) =>
            ask("controls/throttle", {
              campaign,
              provider,
              perMinute: Number(limit),
              ...queue,
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
          {choice}
        </ConfirmDialog>
      )}
      {open?.act === "unthrottle" && (
        <ConfirmDialog
          title={`${controls.unthrottle}: ${provider}`}
          consequence={<p>{controls.unthrottleMeans(provider)}</p>}
          act={(by) => ask("controls/throttle", { campaign, provider, ...queue, version: open.seen, ...by })}
          close={close}
        >
          {choice}
        </ConfirmDialog>
      )}
    </>
  );
}

import type { PauseEffect } from "@relance/engine";
import { useEffect, useState } from "preact/hooks";
import { ask, useSession } from "../live/ask.ts";
import { count } from "../words/numbers.ts";
import { useWords } from "../words/use-words.ts";
import { ConfirmDialog, ReviewIn, reviewMs } from "./confirm-dialog.tsx";
import { type Queue, QueueChoice, WHOLE } from "./queue-choice.tsx";
import type { SteeredProvider } from "./steered-provider.ts";

type Act = "pause" | "resume" | "override";

/** Pauses, slows down, reroutes or resumes one provider: all of it, a step or a destination. */
export function ProviderControls(steered: SteeredProvider) {
  const { campaign, provider, isHeld, isSteered, perMinute, missing, version, ways, steps, destinations } = steered;
  const words = useWords();
  const { role } = useSession();
  const { controls, locale } = words;
  // with the version that was shown when the dialog was opened: the order is based on that
  const [open, setOpen] = useState<{ readonly act: Act; readonly seen: number }>();
  const [queue, setQueue] = useState<Queue>(WHOLE);
  const [review, setReview] = useState(reviewMs[1] ?? 0);
  const [way, setWay] = useState("");
  if (role !== "operator") return null;
  const close = () => setOpen(undefined);
  const begin = (act: Act) => {
    setQueue(WHOLE);
    setWay("");
    setOpen({ act, seen: version });
  };
  const button = (act: Act) => (
    <button type="button" aria-label={`${controls[act]}: ${provider}`} onClick={() => begin(act)}>
      {controls[act]}
    </button>
  );
  const choice = <QueueChoice steps={steps} destinations={destinations} value={queue} choose={setQueue} />;
  return (
    <div class="buttons">
      {button("pause")}
      <ThrottleButtons {...steered} />
      {isHeld && button("resume")}
      {isSteered && button("override")}
      {open?.act === "pause" && (
        <ConfirmDialog
          title={`${controls.pause}: ${provider}`}
          consequence={
            <>
              <p>{controls.pauseProviderMeans(provider, count(locale, perMinute))}</p>
              <Effect campaign={campaign} provider={provider} queue={queue} way={way} />
            </>
          }
          act={(by) =>
            ask("controls/pause", {
              campaign,
              provider,
              // a plain pause is never refused, whatever was done since
              ...wayFields(way),
              ...(way === "" || way === WAIT ? {} : { version: open.seen }),
              ...queue,
              reviewInMs: review,
              ...by,
            })
          }
          close={close}
        >
          <ReviewIn value={review} choose={setReview} />
          {choice}
          {ways.length > 0 && (
            <label>
              {controls.leadOver}
              <select value={way} onChange={(event) => setWay(event.currentTarget.value)}>
                <option value="">{controls.leadNext}</option>
                {ways.map((one) => (
                  <option key={one} value={one}>
                    {controls.leadBy(one)}
                  </option>
                ))}
                <option value={WAIT}>{controls.leadNowhere}</option>
              </select>
            </label>
          )}
        </ConfirmDialog>
      )}
      {open?.act === "resume" && (
        <ConfirmDialog
          title={`${controls.resume}: ${provider}`}
          consequence={<p>{controls.resumeProviderMeans(provider)}</p>}
          act={(by) => ask("controls/resume", { campaign, provider, ...queue, version: open.seen, ...by })}
          close={close}
        >
          {choice}
        </ConfirmDialog>
      )}
      {open?.act === "override" && (
        <ConfirmDialog
          title={`${controls.override}: ${provider}`}
          consequence={<p>{controls.overrideProviderMeans(provider, count(locale, missing))}</p>}
          isDangerous
          act={(by) =>
            ask("controls/resume", {
              campaign,
              provider,
              ...queue,
              override: true,
              version: open.seen,
              ...by,
            })
          }
          close={close}
        >
          {choice}
        </ConfirmDialog>
      )}
    </div>
  );
}

/** No provider has this name: provider names contain a dot. */
const WAIT = "wait";

const wayFields = (way: string) => (way === "" ? {} : way === WAIT ? { wait: true } : { via: way });

/** How many recipients the pause would stop, and how many would be rerouted to another provider. */
function Effect({ campaign, provider, queue, way }: EffectProps) {
  const { controls, locale } = useWords();
  const [effect, setEffect] = useState<PauseEffect>();
  const { step, destination } = queue;
  useEffect(() => {
    let isCurrent = true;
    setEffect(undefined);
    ask("controls/pause-effect", { campaign, provider, step, destination, ...wayFields(way) }).then(
      (answer) => isCurrent && setEffect(answer),
      () => {}, // the order itself reports why it is refused
    );
    return () => {
      isCurrent = false;
    };
  }, [campaign, provider, step, destination, way]);
  if (effect === undefined) return null;
  const { waiting, rerouted, ways } = effect;
  const [stopped, moved] = [count(locale, waiting), count(locale, rerouted)];
  return <p>{controls.pauseEffect(stopped, moved, ways.join(", "), destination !== undefined)}</p>;
}

interface EffectProps {
  readonly campaign: number;
  readonly provider: string;
  readonly queue: Queue;
  readonly way: string;
}

/** The default limit: half of the current rate. */
const FIRST_SHARE = 0.5;
const LEAST = 1;
const MOST = 600_000;

/** Sets or removes an operator's limit for one provider; pauses and reroutes do not change. */
function ThrottleButtons({ campaign, provider, isLimited, perMinute, steps, destinations, version }: SteeredProvider) {
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

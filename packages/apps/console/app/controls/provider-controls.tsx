import type { PauseEffect } from "@relance/engine";
import { useEffect, useState } from "preact/hooks";
import { ask, useSession } from "../live/ask.ts";
import type { SteeredProvider } from "../views/campaign/steered.ts";
import { useWords } from "../words/use-words.ts";
import { ReviewIn, reviewMs } from "./confirm-dialog.tsx";
import { OrderButtons, type Orders } from "./order-buttons.tsx";
import { type Queue, QueueChoice, WHOLE } from "./queue-choice.tsx";

type Act = "pause" | "throttle" | "unthrottle" | "resume" | "override";

/** The suggested rate limit, as a share of the current rate. */
const FIRST_SHARE = 0.5;
const LEAST = 1;
const MOST = 600_000;

/** Controls to pause, slow down, reroute or resume a provider, one of its steps, or one of its destinations. */
export function ProviderControls(steered: SteeredProvider) {
  const { campaign, provider, isLimited, isHeld, isSteered, perMinute, missing, ways, steps, destinations } = steered;
  const words = useWords();
  const { role } = useSession();
  const { controls, fill } = words;
  const [open, setOpen] = useState<{ readonly act: Act; readonly version: number }>();
  const [queue, setQueue] = useState<Queue>(WHOLE);
  const [review, setReview] = useState(reviewMs[1] ?? 0);
  const [way, setWay] = useState("");
  const [limit, setLimit] = useState("");
  if (role !== "operator") return null;
  const begin = (act: Act) => {
    setQueue(WHOLE);
    setWay("");
    setLimit(String(Math.max(LEAST, Math.round(perMinute * FIRST_SHARE))));
    setOpen({ act, version: steered.version });
  };
  const choice = <QueueChoice steps={steps} destinations={destinations} value={queue} choose={setQueue} />;
  const isInSteps = queue.step === undefined && steps.length > 1;
  const each = isInSteps ? fill(controls.throttleEach, { steps: steps.length }) : "";
  const { version = steered.version } = open ?? {};
  const asked = { campaign, provider, ...queue };
  const orders: Orders<Act> = {
    pause: {
      consequence: (
        <>
          <p>{fill(controls.pauseProviderMeans, { provider, perMinute })}</p>
          <Effect campaign={campaign} provider={provider} queue={queue} way={way} />
        </>
      ),
      send: (by) =>
        ask("controls/pause", {
          ...asked,
          // a pause without a reroute contains no queue version, so that relance never refuses it as outdated
          ...wayFields(way),
          ...(way === "" || way === WAIT ? {} : { version }),
          reviewInMs: review,
          ...by,
        }),
      fields: (
        <>
          <ReviewIn value={review} choose={setReview} />
          {choice}
          {ways.length > 0 && (
            <label>
              {controls.leadOver}
              <select value={way} onChange={(event) => setWay(event.currentTarget.value)}>
                <option value="">{controls.leadNext}</option>
                {ways.map((one) => (
                  <option key={one} value={one}>
                    {fill(controls.leadBy, { provider: one })}
                  </option>
                ))}
                <option value={WAIT}>{controls.leadNowhere}</option>
              </select>
            </label>
          )}
        </>
      ),
    },
    throttle: {
      consequence: <p>{fill(controls.throttleMeans, { provider, each, perMinute })}</p>,
      send: (by) => ask("controls/throttle", { ...asked, perMinute: Number(limit), version, ...by }),
      fields: (
        <>
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
        </>
      ),
    },
    unthrottle: {
      isOffered: isLimited,
      consequence: <p>{fill(controls.unthrottleMeans, { provider })}</p>,
      send: (by) => ask("controls/throttle", { ...asked, version, ...by }),
      fields: choice,
    },
    resume: {
      isOffered: isHeld,
      consequence: <p>{fill(controls.resumeProviderMeans, { provider })}</p>,
      send: (by) => ask("controls/resume", { ...asked, version, ...by }),
      fields: choice,
    },
    override: {
      isOffered: isSteered,
      isDangerous: true,
      consequence: <p>{fill(controls.overrideProviderMeans, { provider, missing })}</p>,
      send: (by) => ask("controls/resume", { ...asked, override: true, version, ...by }),
      fields: choice,
    },
  };
  return (
    <div class="buttons">
      <OrderButtons
        orders={orders}
        about={provider}
        isNamed
        open={open?.act}
        begin={begin}
        close={() => setOpen(undefined)}
      />
    </div>
  );
}

/** The value of the option that lets recipients wait. Names of providers contain a dot, so none is equal to it. */
const WAIT = "wait";

const wayFields = (way: string) => (way === "" ? {} : way === WAIT ? { wait: true } : { via: way });

function Effect({ campaign, provider, queue, way }: EffectProps) {
  const { controls, fill } = useWords();
  const [effect, setEffect] = useState<PauseEffect>();
  const { step, destination } = queue;
  useEffect(() => {
    let isCurrent = true;
    setEffect(undefined);
    ask("controls/pause-effect", { campaign, provider, step, destination, ...wayFields(way) }).then(
      (answer) => isCurrent && setEffect(answer),
      () => {}, // if this request fails, the command reports the error
    );
    return () => {
      isCurrent = false;
    };
  }, [campaign, provider, step, destination, way]);
  if (effect === undefined) return null;
  const { waiting, rerouted, ways } = effect;
  // for one destination, the number of recipients is an upper limit
  const number = (count: number) => (destination === undefined ? count : fill(controls.atMost, { count }));
  return (
    <p>
      {fill(controls.pauseEffect, { waiting: number(waiting) })}
      {ways.length > 0 && ` ${fill(controls.pauseMoves, { ways: ways.join(", "), rerouted: number(rerouted) })}`}
    </p>
  );
}

type EffectProps = Pick<SteeredProvider, "campaign" | "provider"> & { readonly queue: Queue; readonly way: string };

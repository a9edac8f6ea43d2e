import { useState } from "preact/hooks";
import type { CampaignSections } from "../../src/wire/views.ts";
import type { Wired } from "../../src/wire/wired.ts";
import { ask, useSession, versionSeen } from "../live/ask.ts";
import { nameOf } from "../parts/page-parts.tsx";
import { isSteerable, mayExtend } from "../views/campaign/steered.ts";
import { count, moment } from "../words/numbers.ts";
import { useWords } from "../words/use-words.ts";
import { instantAt, wallTime } from "../words/wall-time.ts";
import { ReviewIn, reviewMs } from "./confirm-dialog.tsx";
import { OrderButtons, type Orders } from "./order-buttons.tsx";

type Act = "pause" | "resume" | "override" | "extend" | "cancel";

const DAY_MS = 24 * 60 * 60_000;
const MINUTE_MS = 60_000;

export function CampaignControls({ now, providers }: Pick<Wired<CampaignSections>, "now" | "providers">) {
  const words = useWords();
  const { role } = useSession();
  const [open, setOpen] = useState<Act>();
  // the version that was shown when the dialog was opened
  const [version, setVersion] = useState<number>();
  const [review, setReview] = useState(reviewMs[1] ?? 0);
  const [typed, setTyped] = useState("");
  const [until, setUntil] = useState("");
  const { card, ledger } = now;
  if (role !== "operator" || card === undefined || !mayExtend(card)) return null;
  const isOffered = isSteerable(card);
  const { campaign, state, name, reach, deadline } = card;
  const { timezone } = deadline;
  const { controls, locale } = words;
  const number = (value: number) => count(locale, value);
  const [waiting, inFlight] = [number(reach.waiting), number(reach.inFlight)];
  const both = number(reach.waiting + reach.inFlight);
  const runOut = (ledger?.states.expired ?? 0) + (ledger?.unreachedBy["too-late"] ?? 0);
  const at = Date.parse(now.at);
  const begin = (act: Act) => {
    setVersion(providers.length === 0 ? undefined : versionSeen(campaign, providers));
    const latest = Math.max(at, deadline.at === undefined ? 0 : Date.parse(deadline.at));
    setUntil(wallTime(latest + DAY_MS, timezone));
    setOpen(act);
  };
  const orders: Orders<Act> = {
    pause: {
      isOffered: isOffered && state !== "held",
      consequence: <p>{controls.pauseMeans(waiting, inFlight, number(reach.onWire))}</p>,
      send: (by) => ask("controls/pause", { campaign, reviewInMs: review, ...by }),
      fields: <ReviewIn value={review} choose={setReview} />,
    },
    resume: {
      isOffered: isOffered && state === "held",
      consequence: <p>{controls.resumeMeans(waiting, inFlight)}</p>,
      send: (by) => ask("controls/resume", { campaign, version, ...by }),
    },
    override: {
      isOffered,
      isDangerous: true,
      consequence: <p>{controls.overrideMeans(waiting, number(card.atRisk), number(card.troubles.length))}</p>,
      send: (by) => ask("controls/resume", { campaign, override: true, version, ...by }),
    },
    // earlier deadlines are extended to the entered time, which is in the campaign's time zone
    extend: {
      consequence: <p>{controls.extendMeans(both, number(runOut))}</p>,
      send: (by) => ask("orders/extend", { campaign, until: instantAt(until, timezone), ...by }),
      fields: (
        <>
          <label>
            {controls.newDeadline(timezone)}
            <input
              type="datetime-local"
              name="until"
              required
              value={until}
              min={wallTime(at + MINUTE_MS, timezone)}
              onInput={(event) => setUntil(event.currentTarget.value)}
            />
          </label>
          {until !== "" && timezone !== "UTC" && (
            <p class="soft" role="status">
              {moment(locale, instantAt(until, timezone), timezone)}
            </p>
          )}
        </>
      ),
    },
    cancel: {
      isOffered,
      isDangerous: true,
      consequence: <p>{controls.cancelMeans(both, inFlight, waiting)}</p>,
      send: (by) => ask("controls/cancel", { campaign, name: typed, ...by }),
      fields: (
        <label>
          {controls.typeName(name)}
          <input required value={typed} autocomplete="off" onInput={(event) => setTyped(event.currentTarget.value)} />
        </label>
      ),
    },
  };
  return (
    <fieldset class="buttons" aria-label={controls.label}>
      <OrderButtons orders={orders} about={nameOf(card)} open={open} begin={begin} close={() => setOpen(undefined)} />
    </fieldset>
  );
}

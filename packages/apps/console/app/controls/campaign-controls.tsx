import { useState } from "preact/hooks";
import type { CampaignSections } from "../../src/wire/views.ts";
import type { Wired } from "../../src/wire/wired.ts";
import { ask, useSession, versionSeen } from "../live/ask.ts";
import { titleFor } from "../parts/page-parts.tsx";
import { isSteerable, mayExtend } from "../views/campaign/steered.ts";
import { moment } from "../words/numbers.ts";
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
  const [act, setAct] = useState<Act>();
  const [version, setVersion] = useState<number>();
  const [review, setReview] = useState(reviewMs[1] ?? 0);
  const [typed, setTyped] = useState("");
  const [until, setUntil] = useState("");
  const { card, ledger } = now;
  if (role !== "operator" || card === undefined || !mayExtend(card)) return null;
  const isOffered = isSteerable(card);
  const { campaign, state, name, reach, deadline } = card;
  const { timezone } = deadline;
  const { controls, fill, locale } = words;
  const { waiting, inFlight, onWire } = reach;
  const open = waiting + inFlight;
  const runOut = (ledger?.states.expired ?? 0) + (ledger?.unreachedBy["too-late"] ?? 0);
  const at = Date.parse(now.at);
  const begin = (chosen: Act) => {
    setVersion(providers.length === 0 ? undefined : versionSeen(campaign, providers));
    const latest = Math.max(at, deadline.at === undefined ? 0 : Date.parse(deadline.at));
    setUntil(wallTime(latest + DAY_MS, timezone));
    setAct(chosen);
  };
  const orders: Orders<Act> = {
    pause: {
      isOffered: isOffered && state !== "held",
      consequence: <p>{fill(controls.pauseMeans, { waiting, inFlight, onWire })}</p>,
      send: (by) => ask("controls/pause", { campaign, reviewInMs: review, ...by }),
      fields: <ReviewIn value={review} choose={setReview} />,
    },
    resume: {
      isOffered: isOffered && state === "held",
      consequence: <p>{fill(controls.resumeMeans, { waiting, inFlight })}</p>,
      send: (by) => ask("controls/resume", { campaign, version, ...by }),
    },
    override: {
      isOffered,
      isDangerous: true,
      consequence: (
        <p>{fill(controls.overrideMeans, { waiting, atRisk: card.atRisk, incidents: card.troubles.length })}</p>
      ),
      send: (by) => ask("controls/resume", { campaign, override: true, version, ...by }),
    },
    // extends deadlines that are earlier than the entered time; the time is in the campaign's zone
    extend: {
      consequence: <p>{fill(controls.extendMeans, { open, runOut })}</p>,
      send: (by) => ask("orders/extend", { campaign, until: instantAt(until, timezone), ...by }),
      fields: (
        <>
          <label>
            {fill(controls.newDeadline, { zone: timezone })}
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
      consequence: <p>{fill(controls.cancelMeans, { open, inFlight, waiting })}</p>,
      send: (by) => ask("controls/cancel", { campaign, name: typed, ...by }),
      fields: (
        <label>
          {fill(controls.typeName, { name })}
          <input required value={typed} autocomplete="off" onInput={(event) => setTyped(event.currentTarget.value)} />
        </label>
      ),
    },
  };
  return (
    <fieldset class="buttons" aria-label={controls.label}>
      <OrderButtons orders={orders} about={titleFor(card)} open={act} begin={begin} close={() => setAct(undefined)} />
    </fieldset>
  );
}

import { useState } from "preact/hooks";
import type { CampaignSections } from "../../src/wire/views.ts";
import type { Wired } from "../../src/wire/wired.ts";
import { ask, useSession } from "../live/ask.ts";
import { versionSeen } from "../live/seen-version.ts";
import { nameOf } from "../parts/page-parts.tsx";
import { isSteerable, mayExtend } from "../views/campaign/steered.ts";
import { count, moment } from "../words/numbers.ts";
import { useWords } from "../words/use-words.ts";
import { instantAt, wallTime } from "../words/wall-time.ts";
import { ConfirmDialog, ReviewIn, reviewMs } from "./confirm-dialog.tsx";

type Act = "pause" | "resume" | "override" | "cancel";

/** The controls of a whole campaign: pause, resume, override, extend and cancel. */
export function CampaignControls({ now, providers }: Pick<Wired<CampaignSections>, "now" | "providers">) {
  const words = useWords();
  const { role } = useSession();
  const [open, setOpen] = useState<Act>();
  // an order refers to what was shown when its dialog was opened
  const [seen, setSeen] = useState<number>();
  const [review, setReview] = useState(reviewMs[1] ?? 0);
  const [typed, setTyped] = useState("");
  const { card } = now;
  if (role !== "operator" || card === undefined || !mayExtend(card)) return null;
  const isOver = !isSteerable(card);
  const { campaign, state, name, reach } = card;
  const { controls, locale } = words;
  const number = (value: number) => count(locale, value);
  const close = () => setOpen(undefined);
  const begin = (act: Act) => {
    setSeen(providers.length === 0 ? undefined : versionSeen(campaign, providers));
    setOpen(act);
  };
  const button = (act: Act, isDanger = false) => (
    <button type="button" class={isDanger ? "danger-quiet" : ""} onClick={() => begin(act)}>
      {controls[act]}
    </button>
  );
  return (
    <fieldset class="buttons" aria-label={controls.label}>
      {!isOver && (state === "held" ? button("resume") : button("pause"))}
      {!isOver && button("override")}
      <ExtendButton now={now} />
      {!isOver && button("cancel", true)}
      {open === "pause" && (
        <ConfirmDialog
          title={`${controls.pause}: ${nameOf(card)}`}
          consequence={
            <p>{controls.pauseMeans(number(reach.waiting), number(reach.inFlight), number(reach.onWire))}</p>
          }
          act={(by) => ask("controls/pause", { campaign, reviewInMs: review, ...by })}
          close={close}
        >
          <ReviewIn value={review} choose={setReview} />
        </ConfirmDialog>
      )}
      {open === "resume" && (
        <ConfirmDialog
          title={`${controls.resume}: ${nameOf(card)}`}
          consequence={<p>{controls.resumeMeans(number(reach.waiting), number(reach.inFlight))}</p>}
          act={(by) => ask("controls/resume", { campaign, version: seen, ...by })}
          close={close}
        />
      )}
      {open === "override" && (
        <ConfirmDialog
          title={`${controls.override}: ${nameOf(card)}`}
          consequence={
            <p>{controls.overrideMeans(number(reach.waiting), number(card.atRisk), number(card.troubles.length))}</p>
          }
          isDangerous
          act={(by) => ask("controls/resume", { campaign, override: true, version: seen, ...by })}
          close={close}
        />
      )}
      {open === "cancel" && (
        <ConfirmDialog
          title={`${controls.cancel}: ${nameOf(card)}`}
          consequence={
            <p>
              {controls.cancelMeans(
                number(reach.inFlight + reach.waiting),
                number(reach.inFlight),
                number(reach.waiting),
              )}
            </p>
          }
          isDangerous
          act={(by) => ask("controls/cancel", { campaign, name: typed, ...by })}
          close={close}
        >
          <label>
            {controls.typeName(name)}
            <input required value={typed} autocomplete="off" onInput={(event) => setTyped(event.currentTarget.value)} />
          </label>
        </ConfirmDialog>
      )}
    </fieldset>
  );
}

const DAY_MS = 24 * 60 * 60_000;
const MINUTE_MS = 60_000;

/**
 * Extends every deadline that is earlier than the entered one, which is shown in the campaign's time zone and in UTC.
 */
function ExtendButton({ now }: { readonly now: Wired<CampaignSections>["now"] }) {
  const words = useWords();
  const { controls, locale } = words;
  const [until, setUntil] = useState<string>();
  const { card, ledger } = now;
  if (card === undefined) return null;
  const { reach, deadline, campaign } = card;
  const { timezone } = deadline;
  const at = Date.parse(now.at);
  const close = () => setUntil(undefined);
  const latest = Math.max(at, deadline.at === undefined ? 0 : Date.parse(deadline.at));
  const runOut = (ledger?.states.expired ?? 0) + (ledger?.unreachedBy["too-late"] ?? 0);
  return (
    <>
      <button type="button" onClick={() => setUntil(wallTime(latest + DAY_MS, timezone))}>
        {controls.extend}
      </button>
      {until !== undefined && (
        <ConfirmDialog
          title={`${controls.extend}: ${nameOf(card)}`}
          consequence={
            <p>{controls.extendMeans(count(locale, reach.inFlight + reach.waiting), count(locale, runOut))}</p>
          }
          act={(by) => ask("orders/extend", { campaign, until: instantAt(until, timezone), ...by })}
          close={close}
        >
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
        </ConfirmDialog>
      )}
    </>
  );
}

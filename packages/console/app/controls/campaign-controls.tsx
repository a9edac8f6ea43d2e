import { useState } from "preact/hooks";
import type { CampaignSections } from "../../src/wire/views.ts";
import type { Wired } from "../../src/wire/wired.ts";
import { ask } from "../live/ask.ts";
import { versionSeen } from "../live/seen-version.ts";
import { useSession } from "../live/session.ts";
import { nameOf } from "../parts/page-parts.tsx";
import { isSteerable, mayExtend } from "../views/campaign/steered.ts";
import { count } from "../words/numbers.ts";
import { useWords } from "../words/use-words.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { ExtendButton } from "./extend-button.tsx";
import { ReviewIn, reviewMs } from "./review-in.tsx";

type Act = "pause" | "resume" | "override" | "cancel";

/** Pause, resume, override, extend and cancel, for a whole campaign. */
export function CampaignControls({ now, providers }: Pick<Wired<CampaignSections>, "now" | "providers">) {
  const words = useWords();
  const { role } = useSession();
  const [open, setOpen] = useState<Act>();
  // what is decided is decided about what was seen when the dialog was opened
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

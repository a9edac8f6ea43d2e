import { useState } from "preact/hooks";
import type { CampaignSections } from "../../src/wire/views.ts";
import type { Wired } from "../../src/wire/wired.ts";
import { ask } from "../live/ask.ts";
import { nameOf } from "../parts/page-parts.tsx";
import { count } from "../words/numbers.ts";
import { useWords } from "../words/use-words.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";

const DAY_MS = 24 * 60 * 60_000;
const MINUTE_MS = 60_000;

/** More time for everybody whose deadline is earlier. The page's times are in UTC, and so is this one. */
export function ExtendButton({ now }: { readonly now: Wired<CampaignSections>["now"] }) {
  const words = useWords();
  const { controls, locale } = words;
  const [until, setUntil] = useState<string>();
  const { card, ledger } = now;
  if (card === undefined) return null;
  const { reach, deadline, campaign } = card;
  const at = Date.parse(now.at);
  const close = () => setUntil(undefined);
  const latest = Math.max(at, deadline.at === undefined ? 0 : Date.parse(deadline.at));
  const runOut = (ledger?.states.expired ?? 0) + (ledger?.unreachedBy["too-late"] ?? 0);
  return (
    <>
      <button type="button" onClick={() => setUntil(written(latest + DAY_MS))}>
        {controls.extend}
      </button>
      {until !== undefined && (
        <ConfirmDialog
          title={`${controls.extend}: ${nameOf(card)}`}
          consequence={
            <p>{controls.extendMeans(count(locale, reach.inFlight + reach.waiting), count(locale, runOut))}</p>
          }
          act={(by) => ask("orders/extend", { campaign, until: Date.parse(`${until}Z`), ...by })}
          close={close}
        >
          <label>
            {controls.newDeadline}
            <input
              type="datetime-local"
              name="until"
              required
              value={until}
              min={written(at + MINUTE_MS)}
              onInput={(event) => setUntil(event.currentTarget.value)}
            />
          </label>
        </ConfirmDialog>
      )}
    </>
  );
}

/** As the field of a form wants it, to the minute. */
function written(at: number): string {
  return new Date(at).toISOString().slice(0, 16);
}

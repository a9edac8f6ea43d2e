import { useState } from "preact/hooks";
import type { CampaignSections } from "../../src/wire/views.ts";
import type { Wired } from "../../src/wire/wired.ts";
import { ask } from "../live/ask.ts";
import { nameOf } from "../parts/page-parts.tsx";
import { count, moment } from "../words/numbers.ts";
import { useWords } from "../words/use-words.ts";
import { instantAt, wallTime } from "../words/wall-time.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";

const DAY_MS = 24 * 60 * 60_000;
const MINUTE_MS = 60_000;

/** More time for everybody whose deadline is earlier, by the clocks of the campaign, with UTC beside. */
export function ExtendButton({ now }: { readonly now: Wired<CampaignSections>["now"] }) {
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

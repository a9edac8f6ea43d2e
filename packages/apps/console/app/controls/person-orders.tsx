import { useState } from "preact/hooks";
import type { ShownPerson } from "../../src/wire/people.ts";
import type { Wired } from "../../src/wire/wired.ts";
import { ask, useSession } from "../live/ask.ts";
import { useWords } from "../words/use-words.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";

const OPEN: readonly string[] = ["pending", "active"];

interface Asked {
  readonly order: "escalate" | "resume";
  /** The recipient's epoch when the dialog opened. The command applies to that state only. */
  readonly epoch: number;
}

/** Sends the next step to one recipient now, or resumes the steps of a recipient whose steps have ended. */
export function PersonOrders({
  campaign,
  person,
  isCancelled,
}: {
  readonly campaign: number;
  readonly person: Wired<ShownPerson>;
  /** True if the campaign was cancelled, so that no command about a recipient is possible. */
  readonly isCancelled: boolean;
}) {
  const words = useWords();
  const { controls } = words;
  const { role } = useSession();
  const [asked, setAsked] = useState<Asked>();
  const { key, state, cause, step, epoch, deadlinePassed } = person;
  if (role !== "operator" || isCancelled || state === "acknowledged") return null;
  const order = OPEN.includes(state) ? "escalate" : "resume";
  if (deadlinePassed && asked === undefined)
    return <p class="soft note">{cause === "help" ? controls.helpIsAsked : controls.timeIsOver}</p>;
  const label = { escalate: controls.escalate, resume: controls.resumePerson };
  const means = { escalate: controls.escalateMeans, resume: controls.resumePersonMeans };
  return (
    <>
      <button type="button" onClick={() => setAsked({ order, epoch })}>
        {label[order]}
      </button>
      {asked !== undefined && (
        <ConfirmDialog
          title={`${label[asked.order]}: ${key}`}
          consequence={<p>{means[asked.order](key, words.step(step))}</p>}
          act={(by) => ask(`orders/${asked.order}`, { campaign, key, epoch: asked.epoch, ...by })}
          close={() => setAsked(undefined)}
        />
      )}
    </>
  );
}

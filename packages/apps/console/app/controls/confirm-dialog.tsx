import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { CampaignSections } from "../../src/wire/views.ts";
import type { Wired } from "../../src/wire/wired.ts";
import { Refused, useSession } from "../live/ask.ts";
import { isSteerable } from "../views/campaign/steered.ts";
import { duration } from "../words/numbers.ts";
import { useWords } from "../words/use-words.ts";

const NAME = "relance-console-name";

export interface Signed {
  readonly actor: string | undefined;
  readonly reason: string;
}

/** A command. A command that the dialog describes, and sends with the operator's name and reason. */
export interface Order {
  readonly isOffered?: boolean;
  readonly isDangerous?: boolean;
  readonly consequence: ComponentChildren;
  readonly send: (by: Signed) => Promise<unknown>;
  readonly fields?: ComponentChildren;
}

interface Props {
  readonly title: string;
  readonly order: Order;
  readonly close: () => void;
}

/** The page also shows the server's message for these codes, because it contains names that only the server knows. */
const SHOWN_TOO: readonly string[] = ["campaign/steered-since", "campaign/destination-unknown"];

function said(error: unknown, refusals: Readonly<Record<string, string>>): string {
  if (!(error instanceof Refused)) return error instanceof Error ? error.message : String(error);
  const { code, message } = error;
  const known = refusals[code];
  if (known === undefined) return message;
  return SHOWN_TOO.includes(code) ? `${known} (${message})` : known;
}

export function ConfirmDialog({ title, order, close }: Props) {
  const words = useWords();
  const { actor } = useSession();
  const dialog = useRef<HTMLDialogElement>(null);
  const [trouble, setTrouble] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [isUnseen, setUnseen] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const name = String(fields.get("actor") ?? "");
    if (name !== "") localStorage.setItem(NAME, name);
    setBusy(true);
    try {
      const done = await order.send({
        actor: actor === undefined ? name : undefined,
        reason: String(fields.get("reason")),
      });
      if (Object(done).isUnseen === true)
        setUnseen(true); // warns the operator that the destination may be mistyped
      else close();
    } catch (error) {
      setTrouble(said(error, words.controls.refusals));
      setBusy(false);
    }
  }

  return (
    <dialog ref={dialog} onClose={close} aria-labelledby="dialog-title" aria-describedby="dialog-text">
      <form method="dialog" onSubmit={submit}>
        <h2 id="dialog-title">{title}</h2>
        <div id="dialog-text">{order.consequence}</div>
        {order.fields}
        {actor === undefined && (
          <label>
            {words.controls.yourName}
            <input
              name="actor"
              required
              maxLength={80}
              autocomplete="name"
              defaultValue={localStorage.getItem(NAME) ?? ""}
            />
          </label>
        )}
        <label>
          {words.controls.reason}
          <input name="reason" required maxLength={300} autocomplete="off" />
        </label>
        {isUnseen && <p role="status">{words.controls.unseen}</p>}
        {trouble !== "" && !isUnseen && (
          <p class="alarm" role="alert">
            {trouble}
          </p>
        )}
        <p class="buttons">
          <button type="button" onClick={() => dialog.current?.close()}>
            {isUnseen ? words.controls.close : words.controls.leave}
          </button>
          {!isUnseen && (
            <button type="submit" class={order.isDangerous ? "danger" : "primary"} disabled={isBusy}>
              {title}
            </button>
          )}
        </p>
      </form>
    </dialog>
  );
}

const MINUTE_MS = 60_000;

/** Choices for the review time of a pause: 15 minutes, 1 hour, 4 hours or 1 day. */
export const reviewMs: readonly number[] = [15, 60, 4 * 60, 24 * 60].map((minutes) => minutes * MINUTE_MS);

/** Lets the operator choose when the pause must be reviewed. A forgotten pause would silently lose recipients. */
export function ReviewIn({ value, choose }: { readonly value: number; readonly choose: (ms: number) => void }) {
  const { locale, controls } = useWords();
  return (
    <label>
      {controls.reviewIn}
      <select value={value} onChange={(event) => choose(Number(event.currentTarget.value))}>
        {reviewMs.map((ms) => (
          <option key={ms} value={ms}>
            {duration(locale, ms)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Explains why a campaign has no controls, and lists the commands that are still possible. */
export function SteerNote({ card }: { readonly card: Wired<CampaignSections>["now"]["card"] }) {
  const { controls } = useWords();
  const { role } = useSession();
  if (role !== "operator" || card === undefined || isSteerable(card)) return null;
  const notSteered: Readonly<Record<string, string>> = controls.notSteered;
  return <p class="soft note">{notSteered[card.state] ?? controls.notSteered.draft}</p>;
}

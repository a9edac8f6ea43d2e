import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Refused } from "../live/ask.ts";
import { useSession } from "../live/session.ts";
import { useWords } from "../words/use-words.ts";

const NAME = "relance-console-name";

export interface Signed {
  readonly actor: string | undefined;
  readonly reason: string;
}

interface Props {
  readonly title: string;
  /** What it will do, in numbers. */
  readonly consequence: ComponentChildren;
  readonly isDangerous?: boolean;
  /** Fields besides who and why. */
  readonly children?: ComponentChildren;
  readonly act: (by: Signed) => Promise<unknown>;
  readonly close: () => void;
}

/** Their messages say who did what meanwhile, or what there is, and no translation of ours can. */
const TOLD_IN_FULL: readonly string[] = ["campaign/steered-since", "campaign/slice-unknown"];

/** In the reader's language where it is a refusal that we know. */
function said(error: unknown, refusals: Readonly<Record<string, string>>): string {
  if (!(error instanceof Refused)) return error instanceof Error ? error.message : String(error);
  const { code, message } = error;
  const known = refusals[code];
  if (known === undefined) return message;
  return TOLD_IN_FULL.includes(code) ? `${known} (${message})` : known;
}

/** Of an order about a slice: nobody of it was written to yet, which may be meant, or mistyped. */
function concernsNobodyYet(done: unknown): boolean {
  return typeof done === "object" && done !== null && "isUnseen" in done && done.isUnseen === true;
}

/** Nothing is done before its consequence was read, and somebody has put their name and a reason to it. */
export function ConfirmDialog({ title, consequence, isDangerous, children, act, close }: Props) {
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
      const done = await act({
        actor: actor === undefined ? name : undefined,
        reason: String(fields.get("reason")),
      });
      if (concernsNobodyYet(done)) setUnseen(true);
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
        <div id="dialog-text">{consequence}</div>
        {children}
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
            <button type="submit" class={isDangerous ? "danger" : "primary"} disabled={isBusy}>
              {title}
            </button>
          )}
        </p>
      </form>
    </dialog>
  );
}

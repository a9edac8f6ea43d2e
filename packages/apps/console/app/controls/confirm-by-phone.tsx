import { useState } from "preact/hooks";
import { ask, useSession } from "../live/ask.ts";
import { useWords } from "../words/use-words.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";

export function ConfirmByPhone({
  campaign,
  person,
  done,
}: {
  readonly campaign: number;
  readonly person: { readonly key: string; readonly state: string };
  readonly done?: (() => void) | undefined;
}) {
  const { controls } = useWords();
  const { role } = useSession();
  const [isOpen, setOpen] = useState(false);
  const { key, state } = person;
  if (role !== "operator" || state === "acknowledged" || state === "refused") return null;
  return (
    <>
      <button type="button" aria-label={`${controls.confirm}: ${key}`} onClick={() => setOpen(true)}>
        {controls.confirm}
      </button>
      {isOpen && (
        <ConfirmDialog
          title={`${controls.confirm}: ${key}`}
          consequence={<p>{controls.confirmMeans(key)}</p>}
          act={async (by) => {
            await ask("orders/confirm", { campaign, key, ...by });
            done?.();
          }}
          close={() => setOpen(false)}
        />
      )}
    </>
  );
}

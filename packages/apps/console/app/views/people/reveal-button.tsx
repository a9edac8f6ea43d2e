import { useState } from "preact/hooks";
import type { RevealedPerson } from "../../../src/wire/people.ts";
import type { Wired } from "../../../src/wire/wired.ts";
import { ConfirmDialog, type Signed } from "../../controls/confirm-dialog.tsx";
import { ask, useSession } from "../../live/ask.ts";
import { count } from "../../words/numbers.ts";
import { useWords } from "../../words/use-words.ts";

/** A button that reveals the hidden data of recipients. The history records the actor first. */
export function RevealButton({
  campaign,
  keys,
  reveal,
}: {
  readonly campaign: number;
  readonly keys: readonly string[];
  readonly reveal: (people: readonly Wired<RevealedPerson>[], by: Signed) => void;
}) {
  const { persons, locale } = useWords();
  const { role } = useSession();
  const [isOpen, setOpen] = useState(false);
  if (role !== "operator" || keys.length === 0) return null;
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        {persons.reveal(count(locale, keys.length))}
      </button>
      {isOpen && (
        <ConfirmDialog
          title={persons.reveal(count(locale, keys.length))}
          consequence={<p>{persons.revealMeans(count(locale, keys.length))}</p>}
          act={async (by) => reveal((await ask("people/reveal", { campaign, keys, ...by })).people, by)}
          close={() => setOpen(false)}
        />
      )}
    </>
  );
}

import { useState } from "preact/hooks";
import { ConfirmDialog } from "../../controls/confirm-dialog.tsx";
import { download, useSession } from "../../live/ask.ts";
import { useWords } from "../../words/use-words.ts";

/** All unreached people of a cause, or of all causes, as a file; who took it is written into the campaign's history. */
export function DownloadButton({
  campaign,
  cause,
  total,
  file,
}: {
  readonly campaign: number;
  readonly cause: string | undefined;
  /** How many they are, as it is shown. */
  readonly total: string;
  readonly file: string;
}) {
  const { persons } = useWords();
  const { role } = useSession();
  const [isOpen, setOpen] = useState(false);
  if (role !== "operator") return null;
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        {persons.download}
      </button>
      {isOpen && (
        <ConfirmDialog
          title={persons.download}
          consequence={<p>{persons.downloadMeans(total)}</p>}
          act={(by) => download("people/export", { campaign, cause, ...by }, file)}
          close={() => setOpen(false)}
        />
      )}
    </>
  );
}

import type { ShownReceipt, ShownRequest } from "../../../src/wire/people.ts";
import type { Wired } from "../../../src/wire/wired.ts";
import { scrolls } from "../../parts/table.tsx";
import { clock } from "../../words/numbers.ts";
import { useWords } from "../../words/use-words.ts";

/** What the provider itself said, and the request that it came in once that was revealed. */
export function ReceiptFacts({
  receipt,
  requests,
}: {
  readonly receipt: Wired<ShownReceipt>;
  readonly requests: readonly Wired<ShownRequest>[] | undefined;
}) {
  const { locale, persons } = useWords();
  const { id, ref, code, quality, occurredAt, receivedAt, hasRequest } = receipt;
  const request = requests?.find((one) => one.id === id);
  const told = occurredAt === receivedAt ? "" : persons.toldAt(clock(locale, occurredAt));
  return (
    <div class="receipt">
      <span class="soft">
        {[
          persons.qualities[quality] ?? quality,
          ref === undefined ? "" : persons.theirId(ref),
          told,
          persons.receivedAt(clock(locale, receivedAt)),
        ]
          .filter((word) => word !== "")
          .join(" · ")}
      </span>{" "}
      {code !== undefined && <code>{persons.code(code)}</code>}
      {request !== undefined && (
        <details>
          <summary>{persons.request}</summary>
          {request.text === undefined ? (
            <p class="soft">{persons.requestOfOthers}</p>
          ) : (
            <div {...scrolls(persons.request)}>
              <pre>
                {request.text}
                {request.isCut ? " …" : ""}
              </pre>
            </div>
          )}
        </details>
      )}
      {request === undefined && hasRequest && <span class="soft">{persons.requestHidden}</span>}
    </div>
  );
}

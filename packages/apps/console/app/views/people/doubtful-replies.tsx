import { useEffect, useState } from "preact/hooks";
import type { DoubtfulReply } from "../../../src/wire/people.ts";
import type { Wired } from "../../../src/wire/wired.ts";
import type { Signed } from "../../controls/confirm-dialog.tsx";
import { ask } from "../../live/ask.ts";
import { moment } from "../../words/numbers.ts";
import { useWords } from "../../words/use-words.ts";
import { RevealButton } from "./reveal-button.tsx";

type Judge = (isStop: boolean) => Promise<void>;

/** Lists replies that may be a STOP. After the operator reveals them, the keys S and N judge the first reply. */
export function DoubtfulReplies({ campaign }: { readonly campaign: number }) {
  const { locale, persons, tabs } = useWords();
  const [replies, setReplies] = useState<readonly Wired<DoubtfulReply>[]>();
  const [texts, setTexts] = useState<ReadonlyMap<number, string>>(new Map());
  const [by, setBy] = useState<Signed>();
  const read = async () => setReplies((await ask("people/doubtful", { campaign })).replies);
  useEffect(() => void read(), [campaign]);
  const keys = [...new Set(replies?.map(({ key }) => key))];
  const first = replies?.[0];
  const judge: Judge | undefined =
    by === undefined || first === undefined || !texts.has(first.id)
      ? undefined
      : async (isStop) => {
          await ask("orders/judge", { campaign, key: first.key, reply: first.id, isStop, ...by });
          await read();
        };
  useEffect(() => {
    const press = ({ key, repeat, target, ctrlKey, metaKey, altKey }: KeyboardEvent) => {
      if (repeat || ctrlKey || metaKey || altKey || target instanceof HTMLInputElement) return;
      if (/^[sn]$/i.test(key)) void judge?.(key.toLowerCase() === "s");
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  });
  return (
    <section aria-labelledby="doubtful">
      <h2 id="doubtful">{tabs.doubtful}</h2>
      <p class="soft">{replies?.length === 0 ? persons.noDoubt : persons.judgeKeys}</p>
      {judge === undefined && (
        <RevealButton
          campaign={campaign}
          keys={keys}
          reveal={(people, signed) => {
            setTexts(new Map(people.flatMap((one) => one.replies.map(({ id, text }) => [id, text] as const))));
            setBy(signed);
          }}
        />
      )}
      <ol class="notes">
        {replies?.map(({ id, at, key }, place) => (
          <li key={id}>
            <span class="soft">
              {moment(locale, at)} · {key}
            </span>
            <span>{texts.get(id) ?? persons.hidden}</span>
            {place === 0 && judge !== undefined && (
              <span class="buttons">
                <button type="button" aria-keyshortcuts="S" onClick={() => judge(true)}>
                  {persons.isStop}
                </button>
                <button type="button" aria-keyshortcuts="N" onClick={() => judge(false)}>
                  {persons.isNoStop}
                </button>
              </span>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

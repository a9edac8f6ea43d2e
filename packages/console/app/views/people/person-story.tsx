import { useEffect, useState } from "preact/hooks";
import type { RevealedPerson, ShownPerson } from "../../../src/wire/people.ts";
import type { CampaignCard } from "../../../src/wire/views.ts";
import type { Wired } from "../../../src/wire/wired.ts";
import { ConfirmByPhone } from "../../controls/confirm-by-phone.tsx";
import { PersonOrders } from "../../controls/person-orders.tsx";
import { ask } from "../../live/ask.ts";
import { Facts } from "../../parts/facts.tsx";
import { moment } from "../../words/numbers.ts";
import { useWords } from "../../words/use-words.ts";
import { Contacts } from "./contacts.tsx";
import { Messages } from "./messages.tsx";
import { ReceiptFacts } from "./receipt-facts.tsx";
import { RevealButton } from "./reveal-button.tsx";
import { Timeline } from "./timeline.tsx";

const AGAIN_MS = 2_000;

/** One person with everything that happened, as it goes on. */
export function PersonStory({ card, person: key }: { readonly card: Wired<CampaignCard>; readonly person: string }) {
  const { campaign } = card;
  const words = useWords();
  const { locale, persons, parts } = words;
  const [person, setPerson] = useState<Wired<ShownPerson>>();
  const [isUnknown, setUnknown] = useState(false);
  const [revealed, setRevealed] = useState<Wired<RevealedPerson>>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isLeft = false;
    const read = async () => {
      const answer = await ask("people/read", { campaign, key }).catch(() => undefined);
      if (isLeft) return;
      if (answer?.person !== undefined) setPerson(answer.person);
      else if (answer !== undefined) setUnknown(true);
      timer = setTimeout(read, AGAIN_MS);
    };
    void read();
    return () => {
      isLeft = true;
      clearTimeout(timer);
    };
  }, [campaign, key]);
  if (person === undefined) return <p class="soft">{isUnknown ? persons.nobody : words.loading}</p>;
  const { state, cause, step, deadline, deadlinePassed, answer, late, replies } = person;
  return (
    <article class="card" aria-labelledby="person">
      <h3 id="person">
        {key} <span class={`pill ${state === "acknowledged" ? "closed" : ""}`}>{parts[state] ?? state}</span>
      </h3>
      <Facts
        facts={[
          { name: words.step(step), value: cause === "none" ? "–" : (persons.causes[cause] ?? cause) },
          {
            name: persons.answer,
            value: answer === undefined ? "–" : `${answer}${late ? ` (${persons.late})` : ""}`,
          },
          {
            name: words.deadline,
            value: `${moment(locale, deadline)}${deadlinePassed ? ` (${words.over})` : ""}`,
          },
        ]}
      />
      <Contacts contacts={revealed?.contacts ?? person.contacts} />
      <div class="buttons">
        <PersonOrders
          campaign={campaign}
          person={person}
          isCancelled={card.state === "cancelled" || card.state === "cancelling"}
        />
        <ConfirmByPhone campaign={campaign} person={person} />
        {revealed === undefined && (
          <RevealButton campaign={campaign} keys={[key]} reveal={([one]) => setRevealed(one)} />
        )}
      </div>
      {revealed !== undefined && (
        <Facts facts={Object.entries(revealed.variables).map(([name, value]) => ({ name, value: String(value) }))} />
      )}
      <h4>{persons.messages}</h4>
      {revealed === undefined ? <p class="soft">{persons.hidden}</p> : <Messages messages={revealed.messages} />}
      <h4>{persons.timeline}</h4>
      <Timeline entries={person.timeline} requests={revealed?.requests} />
      {person.furtherReceipts.length > 0 && (
        <>
          <h4>{persons.furtherReceipts}</h4>
          <ul class="notes">
            {person.furtherReceipts.map((receipt) => (
              <li key={receipt.id}>
                <span>
                  {receipt.provider}: {persons.events[`attempt.${receipt.kind}`]} <code>{receipt.attemptId}</code>
                </span>
                <ReceiptFacts receipt={receipt} requests={revealed?.requests} />
              </li>
            ))}
          </ul>
        </>
      )}
      {replies.length > 0 && (
        <>
          <h4>{persons.replies}</h4>
          <ol class="notes">
            {replies.map(({ id, at, provider, status }) => (
              <li key={id}>
                <span class="soft">
                  {moment(locale, at)} · {provider} · {persons.replyStates[status] ?? status}
                </span>
                <span>{revealed?.replies.find((one) => one.id === id)?.text ?? persons.hidden}</span>
              </li>
            ))}
          </ol>
        </>
      )}
    </article>
  );
}

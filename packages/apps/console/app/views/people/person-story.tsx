import type { KeptContent, ListedContact } from "@relance/spec";
import { useEffect, useState } from "preact/hooks";
import type { RevealedPerson, ShownPerson, ShownReceipt, ShownRequest } from "../../../src/wire/people.ts";
import type { CampaignCard } from "../../../src/wire/views.ts";
import type { Wired } from "../../../src/wire/wired.ts";
import { ConfirmByPhone, PersonOrders } from "../../controls/person-orders.tsx";
import { ask } from "../../live/ask.ts";
import { Facts } from "../../parts/page-parts.tsx";
import { scrolls } from "../../parts/table.tsx";
import { dotted, eventWord, named } from "../../words/named.ts";
import { clock, moment } from "../../words/numbers.ts";
import { useWords } from "../../words/use-words.ts";
import { RevealButton } from "./reveal-button.tsx";

const AGAIN_MS = 2_000;

export function PersonStory({ card, person: key }: { readonly card: Wired<CampaignCard>; readonly person: string }) {
  const { campaign } = card;
  const words = useWords();
  const { locale, persons } = words;
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
  if (person === undefined) return <p class="soft">{isUnknown ? persons.notHere : words.loading}</p>;
  const { state, cause, step, deadline, deadlinePassed, answer, late, replies } = person;
  return (
    <article class="card" aria-labelledby="person">
      <h3 id="person">
        {key} <span class={`pill ${state === "acknowledged" ? "closed" : ""}`}>{named(words.states, state)}</span>
      </h3>
      <Facts
        facts={[
          {
            name: words.fill(words.step, { number: step }),
            value: cause === "none" ? "–" : named(words.causes, cause),
          },
          { name: persons.answer, value: answer === undefined ? "–" : `${answer}${late ? ` (${persons.late})` : ""}` },
          { name: words.deadline, value: `${moment(locale, deadline)}${deadlinePassed ? ` (${words.over})` : ""}` },
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
                  {words.fill(words.labelled, {
                    label: receipt.provider,
                    text: eventWord(words, `attempt.${receipt.kind}`),
                  })}{" "}
                  <code>{receipt.attemptId}</code>
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
                  {moment(locale, at)} · {provider} · {named({ ...words.states, ...persons.replyStates }, status)}
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

/** Shows the history of one recipient. Signals look different, because they have no effect on the recipient. */
function Timeline({
  entries,
  requests,
}: {
  readonly entries: Wired<ShownPerson>["timeline"];
  /** Raw HTTP requests from providers; absent while the requests are hidden. */
  readonly requests: Wired<RevealedPerson>["requests"] | undefined;
}) {
  const words = useWords();
  const { locale, persons } = words;
  return (
    <ol class="timeline">
      {entries.map(({ at, type, provider, step, cause, detail, attemptId, channel, by, isHint, receipt }, place) => (
        <li key={place} class={isHint ? "hint" : (type.split(".")[1] ?? "")}>
          <time dateTime={at} title={clock(locale, at)}>
            {moment(locale, at)}
          </time>{" "}
          <strong>{eventWord(words, type)}</strong>
          {[
            provider,
            step === undefined ? undefined : words.fill(words.step, { number: step }),
            cause === undefined ? undefined : named(words.causes, cause),
            receipt === undefined ? named(persons.qualities, detail ?? "") : undefined,
            channel,
            by,
          ]
            .filter(Boolean)
            .map((fact) => ` · ${fact}`)}{" "}
          {attemptId && <code>{attemptId}</code>}
          {receipt && <ReceiptFacts receipt={receipt} requests={requests} />}
        </li>
      ))}
    </ol>
  );
}

function ReceiptFacts({
  receipt,
  requests,
}: {
  readonly receipt: Wired<ShownReceipt>;
  readonly requests: readonly Wired<ShownRequest>[] | undefined;
}) {
  const { fill, locale, persons } = useWords();
  const { id, ref, code, quality, occurredAt, receivedAt, hasRequest } = receipt;
  const request = requests?.find((one) => one.id === id);
  const told = occurredAt === receivedAt ? "" : fill(persons.toldAt, { time: clock(locale, occurredAt) });
  return (
    <div class="receipt">
      <span class="soft">
        {dotted(
          named(persons.qualities, quality),
          ref === undefined ? "" : fill(persons.theirId, { ref }),
          told,
          fill(persons.receivedAt, { time: clock(locale, receivedAt) }),
        )}
      </span>{" "}
      {code !== undefined && <code>{fill(persons.code, { code })}</code>}
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

export function Contacts({ contacts }: { readonly contacts: readonly ListedContact[] }) {
  const words = useWords();
  return (
    <ul class="contacts">
      {contacts.map(({ channel, address, barred }) => (
        <li key={`${channel} ${address}`}>
          <span class="soft">{channel}</span> {address}
          {barred && " "}
          {barred && <span class="pill bad">{named(words.persons.barred, barred)}</span>}
        </li>
      ))}
    </ul>
  );
}

function Messages({ messages }: { readonly messages: Wired<RevealedPerson>["messages"] }) {
  const words = useWords();
  const { locale, persons } = words;
  if (messages.length === 0) return <p class="soft">{words.nothing}</p>;
  return (
    <ol class="notes">
      {messages.map(({ attemptId, at, step, provider, content, isProven, why }) => (
        <li key={attemptId}>
          <span class="soft">
            {[moment(locale, at), words.fill(words.step, { number: step }), provider].join(" · ")}{" "}
            <code>{attemptId}</code>
          </span>
          {content !== undefined && <Content content={content} />}
          <span class="soft">
            {why === undefined ? (isProven ? persons.asSent : persons.writtenAgain) : persons.noText[why]}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Content({ content }: { readonly content: Wired<KeptContent> }) {
  const { fill, persons } = useWords();
  const head = "subject" in content ? content.subject : "title" in content ? content.title : undefined;
  const files = "attachments" in content ? (content.attachments ?? []) : [];
  return (
    <blockquote>
      {head !== undefined && <strong>{head}</strong>}
      <p>{"body" in content ? content.body : content.text}</p>
      {"url" in content && content.url !== undefined && <p class="soft">{content.url}</p>}
      {files.length > 0 && (
        <p class="soft">{fill(persons.attached, { files: files.map(({ filename }) => filename).join(", ") })}</p>
      )}
    </blockquote>
  );
}

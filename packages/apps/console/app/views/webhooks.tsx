import type { WebhookState } from "@relance/engine";
import type { WebhooksSections } from "../../src/wire/views.ts";
import type { Wired } from "../../src/wire/wired.ts";
import { useLive } from "../live/use-live.ts";
import { Lost, Waiting } from "../parts/page-parts.tsx";
import { Table } from "../parts/table.tsx";
import { count, moment } from "../words/numbers.ts";
import { useWords } from "../words/use-words.ts";

/** What comes in, what was refused, and how those are whom we tell. */
export function WebhooksView() {
  const words = useWords();
  const { sections, isLost, refused } = useLive<WebhooksSections>("webhooks", ["incoming", "outgoing"]);
  const { incoming, outgoing } = sections;
  return (
    <>
      <Lost isLost={isLost} refused={refused} />
      <h1>{words.nav.webhooks}</h1>
      {incoming === undefined ? <Waiting refused={refused} /> : <Incoming incoming={incoming} />}
      <section aria-labelledby="outgoing">
        <h2 id="outgoing">{words.outgoing}</h2>
        {outgoing?.length === 0 && <p class="soft">{words.noOutgoing}</p>}
        {outgoing !== undefined && outgoing.length > 0 && <Outgoing states={outgoing} />}
      </section>
    </>
  );
}

function Incoming({ incoming }: { readonly incoming: Wired<WebhooksSections>["incoming"] }) {
  const words = useWords();
  const { locale } = words;
  const { providers, refused, receivers, isCounted } = incoming;
  const unheard = isCounted ? words.never : words.counting;
  return (
    <>
      <section aria-labelledby="incoming">
        <h2 id="incoming">{words.incoming}</h2>
        <p class={receivers === 0 ? "alarm" : "soft"}>{words.receivers(receivers)}</p>
        <Table
          label={words.incoming}
          columns={[{ name: words.provider }, { name: words.lastHeard }, { name: words.condition }]}
          rows={providers.map(({ provider, heardAt, downSince }) => ({
            key: provider,
            tone: downSince === undefined ? "" : "guilty",
            cells: [
              provider,
              heardAt === undefined || !isCounted ? unheard : moment(locale, heardAt),
              downSince === undefined ? words.listening : words.downtime(moment(locale, downSince)),
            ],
          }))}
        />
      </section>
      <section aria-labelledby="refused">
        <h2 id="refused">{words.refusedHere}</h2>
        {refused.length === 0 ? (
          <p class="soft">{words.nothing}</p>
        ) : (
          <Table
            label={words.refusedHere}
            columns={[
              { name: words.code },
              { name: words.count, isNumber: true },
              { name: words.processes, isNumber: true },
            ]}
            rows={refused.map((one) => ({
              key: one.code,
              cells: [<code key="code">{one.code}</code>, count(locale, one.count), count(locale, one.processes)],
            }))}
          />
        )}
        <p class="soft">{words.refusedNote}</p>
      </section>
    </>
  );
}

function Outgoing({ states }: { readonly states: readonly Wired<WebhookState>[] }) {
  const words = useWords();
  const { locale } = words;
  return (
    <Table
      label={words.outgoing}
      columns={[
        { name: "Webhook" },
        { name: words.condition },
        { name: words.backlog, isNumber: true },
        { name: words.told, isNumber: true },
        { name: words.lostEvents, isNumber: true },
        { name: words.lastTold },
      ]}
      rows={states.map(({ name, status, backlog, told, lost, toldAt, code, nextTryAt }) => ({
        key: name,
        tone: status === "ready" || status === "waiting" ? "" : "guilty",
        cells: [
          name,
          <>
            {words.webhookStates[status]} {code && <code>{code}</code>} {nextTryAt && moment(locale, nextTryAt)}
          </>,
          backlog.isMore ? words.orMore(count(locale, backlog.events)) : count(locale, backlog.events),
          count(locale, told),
          count(locale, lost),
          toldAt === undefined ? words.never : moment(locale, toldAt),
        ],
      }))}
    />
  );
}

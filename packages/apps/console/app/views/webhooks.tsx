import type { WebhooksSections } from "../../src/wire/views.ts";
import type { Wired } from "../../src/wire/wired.ts";
import { useLive } from "../live/use-live.ts";
import { Lost, Section, Waiting } from "../parts/page-parts.tsx";
import { numbers, Table } from "../parts/table.tsx";
import { count, moment } from "../words/numbers.ts";
import { useWords } from "../words/use-words.ts";

export function WebhooksView() {
  const words = useWords();
  const { sections, isLost, refused } = useLive<WebhooksSections>("webhooks", ["incoming", "plugins"]);
  const { incoming, plugins } = sections;
  return (
    <>
      <Lost isLost={isLost} refused={refused} />
      <h1>{words.nav.webhooks}</h1>
      {incoming === undefined ? <Waiting refused={refused} /> : <Incoming incoming={incoming} />}
      {plugins !== undefined && plugins.length > 0 && <Findings plugins={plugins} />}
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
      <Section title={words.incoming}>
        <p class={receivers === 0 ? "alarm" : "soft"}>{words.fill(words.receivers, { count: receivers })}</p>
        <Table
          label={words.incoming}
          columns={[words.provider, words.lastReport, words.condition]}
          rows={providers.map(({ provider, lastReportAt, downSince }) => ({
            key: provider,
            tone: downSince === undefined ? "" : "guilty",
            cells: [
              provider,
              lastReportAt === undefined || !isCounted ? unheard : moment(locale, lastReportAt),
              downSince === undefined
                ? words.listening
                : words.fill(words.downtime, { time: moment(locale, downSince) }),
            ],
          }))}
        />
      </Section>
      <Section title={words.refusedHere}>
        {refused.length === 0 ? (
          <p class="soft">{words.nothing}</p>
        ) : (
          <Table
            label={words.refusedHere}
            columns={[words.code, ...numbers(words.count, words.processes)]}
            rows={refused.map((one) => ({
              key: one.code,
              cells: [<code key="code">{one.code}</code>, count(locale, one.count), count(locale, one.processes)],
            }))}
          />
        )}
        <p class="soft">{words.refusedNote}</p>
      </Section>
    </>
  );
}

function Findings({ plugins }: { readonly plugins: Wired<WebhooksSections>["plugins"] }) {
  const words = useWords();
  return (
    <Section title={words.plugins}>
      <Table
        label={words.plugins}
        columns={[words.plugin, words.condition]}
        rows={plugins.map(({ plugin, isFine, fact }) => ({
          key: `${plugin} ${fact}`,
          tone: isFine ? "" : "guilty",
          cells: [plugin, fact],
        }))}
      />
    </Section>
  );
}

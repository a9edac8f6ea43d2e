import type { ReportCost } from "@relance/report";
import { type Budget, identityWords } from "@relance/spec";
import type { Wired } from "../../src/wire/wired.ts";
import { Section } from "../parts/page-parts.tsx";
import { numbers, Table } from "../parts/table.tsx";
import { named } from "../words/named.ts";
import { count, duration, instant, money, share } from "../words/numbers.ts";
import { type SectionProps, useReportWords } from "./section.tsx";

/** Shows unreached recipients by cause. Contains no names of recipients, because a report may be shared. */
export function Unreached({ report: { unreached, campaign } }: SectionProps) {
  const words = useReportWords();
  const { locale } = words;
  if (unreached.length === 0) {
    return (
      <Section title={words.reportSections.unreached}>
        <p>{words.noneUnreached}</p>
      </Section>
    );
  }
  return (
    <Section title={words.reportSections.unreached}>
      <Table
        label={words.reportSections.unreached}
        columns={[words.cause, words.meaning, ...numbers(words.people)]}
        rows={unreached.map(({ cause, count: people }) => ({
          key: cause,
          cells: [cause, named(words.causes, cause), count(locale, people)],
        }))}
      />
      <p>
        {words.listCommand} <code>{`relance export ${identityWords(campaign)} --unreached`}</code>
      </p>
    </Section>
  );
}

export function Waves({ report: { waves } }: SectionProps) {
  const words = useReportWords();
  const { locale } = words;
  if (waves.length < 2 && (waves[0]?.share ?? 1) >= 1) return null;
  return (
    <Section title={words.reportSections.waves}>
      <Table
        label={words.reportSections.waves}
        columns={[words.wave, words.time, ...numbers(words.shareOfPeople)]}
        rows={waves.map(({ wave, at, share: released }) => ({
          key: String(wave),
          cells: [wave === 0 ? words.firstWave : wave, instant(locale, at), share(locale, released, 1)],
        }))}
      />
    </Section>
  );
}

export function Cost({ report: { cost, ledger } }: SectionProps) {
  const words = useReportWords();
  if (cost === undefined && ledger.budget === undefined) return null;
  return (
    <Section title={words.reportSections.cost}>
      {cost && <CostTable cost={cost} />}
      {ledger.budget && <BudgetLine budget={ledger.budget} />}
    </Section>
  );
}

function BudgetLine({ budget: { currency, limit, spent } }: { readonly budget: Wired<Budget> }) {
  const words = useReportWords();
  const [paid = "", whole = "", left = ""] = [spent, limit, Math.max(0, limit - spent)].map((amount) =>
    money(words.locale, amount, currency),
  );
  return <p>{words.fill(words.budgetLeft, { spent: paid, limit: whole, left })}</p>;
}

function CostTable({ cost }: { readonly cost: ReportCost }) {
  const words = useReportWords();
  const { locale } = words;
  const sum = (of: "messages" | "segments") => cost.byProvider.reduce((total, row) => total + row[of], 0);
  const rows = [
    ...cost.byProvider,
    { provider: words.total, messages: sum("messages"), segments: sum("segments"), amount: cost.total },
  ];
  return (
    <Table
      label={words.reportSections.cost}
      columns={[words.provider, ...numbers(words.messages, words.segments, words.amount)]}
      rows={rows.map(({ provider, messages, segments, amount }) => ({
        key: provider,
        cells: [
          provider,
          count(locale, messages),
          segments === 0 ? "" : count(locale, segments),
          money(locale, amount, cost.currency),
        ],
      }))}
    />
  );
}

export function Retention({ report: { retention } }: SectionProps) {
  const words = useReportWords();
  const kept = (["contacts", "bodies", "raw"] as const).flatMap((name) => {
    const ms = retention[name];
    return ms === undefined ? [] : [{ name, text: words.fill(words.kept[name], { days: duration(words.locale, ms) }) }];
  });
  if (kept.length === 0) return null;
  return (
    <Section title={words.reportSections.retention}>
      <ul>
        {kept.map(({ name, text }) => (
          <li key={name}>{text}</li>
        ))}
      </ul>
    </Section>
  );
}

/** Shows the latest seal. The seal proves that no earlier event was changed or removed. */
export function Evidence({ report: { evidence } }: SectionProps) {
  const words = useReportWords();
  if (evidence === undefined) return null;
  const { number, at, chain } = evidence.seal;
  return (
    <Section title={words.reportSections.evidence}>
      <p>
        {words.fill(words.sealed, { seal: String(number), at: instant(words.locale, at) })}{" "}
        <code>{`${number}:${chain}`}</code>
      </p>
    </Section>
  );
}

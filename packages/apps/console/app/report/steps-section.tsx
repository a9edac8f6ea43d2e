import type { ReportStep } from "@relance/report";
import { LATENESS_EDGES_S } from "@relance/spec";
import type { Wired } from "../../src/wire/wired.ts";
import { Section } from "../parts/page-parts.tsx";
import { StepBars } from "../parts/step-bars.tsx";
import { FoldedTable, numbers } from "../parts/table.tsx";
import { count } from "../words/numbers.ts";
import { rangeName, type SectionProps, useReportWords } from "./section.tsx";

export function Steps({ report }: SectionProps) {
  const words = useReportWords();
  const before = report.confirming.beforeAnyMessage;
  return (
    <Section title={words.sections.funnel}>
      <div class="charts">
        {report.steps.map((step) => (
          <Step key={step.step} step={step} report={report} />
        ))}
      </div>
      {before > 0 && <p class="soft">{words.fill(words.beforeAnyMessage, { count: before })}</p>}
    </Section>
  );
}

function Step({ step, report }: SectionProps & { readonly step: Wired<ReportStep> }) {
  const words = useReportWords();
  const { locale } = words;
  const { left, captured } = report.delivery;
  const silent = [left > 0 || captured === 0 ? words.unanswered : "", captured > 0 ? words.captured : ""];
  const title = `${words.fill(words.step, { number: step.step })} · ${step.channel} · ${step.route.join(", ")}`;
  const reported = (value: number | undefined) => (value === undefined ? words.notReported : count(locale, value));
  return (
    <figure class="card">
      <figcaption>{title}</figcaption>
      <StepBars step={step} people={report.ledger.audience.enrolled} />
      <FoldedTable
        summary={words.asTable}
        label={title}
        columns={[
          words.provider,
          ...numbers(words.messages, words.delivered, words.undelivered, words.refusedMessages),
          ...numbers(silent.filter((name) => name !== "").join(", ")),
        ]}
        rows={step.attempts.map(({ provider, attempts, delivered, undelivered, refused, unanswered }) => ({
          key: provider,
          cells: [
            provider,
            count(locale, attempts),
            reported(delivered),
            ...[undelivered, refused, unanswered].map((value) => count(locale, value)),
          ],
        }))}
      />
      <FoldedTable
        summary={words.lateness}
        label={words.lateness}
        columns={[words.afterDue, ...numbers(words.messages)]}
        rows={report.ledger.lateness
          .filter((one) => one.step === step.step)
          .map(({ upToS, count: messages }) => {
            const from = LATENESS_EDGES_S.findLast((edge) => edge < (upToS ?? Number.POSITIVE_INFINITY)) ?? 0;
            const name = rangeName(words, from * 1_000, upToS === undefined ? undefined : upToS * 1_000);
            return { key: name, cells: [name, count(locale, messages)] };
          })}
      />
    </figure>
  );
}

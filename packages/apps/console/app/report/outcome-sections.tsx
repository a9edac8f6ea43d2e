import { computeReach, type ReportIncident, type ReportStep } from "@relance/report";
import { LATENESS_EDGES_S } from "@relance/spec";
import type { Wired } from "../../src/wire/wired.ts";
import { Bars, PartsBar } from "../parts/bars.tsx";
import { ConfirmingChart } from "../parts/confirming-chart.tsx";
import { IncidentCard } from "../parts/incident-card.tsx";
import { bigFact, Facts, Section } from "../parts/page-parts.tsx";
import { StepBars } from "../parts/step-bars.tsx";
import { FoldedTable, numbers } from "../parts/table.tsx";
import { partWord } from "../words/named.ts";
import { count, duration, instant, share } from "../words/numbers.ts";
import { rangeName, type SectionProps, useReportWords } from "./section.tsx";

export function Outcome({ report: { ledger, times, campaign } }: SectionProps) {
  const words = useReportWords();
  const { fill, locale } = words;
  const { late, holds, audience } = ledger;
  const { people, confirmed, inFlight, waiting, unreached, calledOff } = computeReach(ledger);
  const open = inFlight + waiting;
  const lead = fill(words.lead, { confirmed, people, share: share(locale, confirmed, people), unreached });
  const { deadline, deadlineAt } = campaign;
  const inWords = /^\d+\w$/.test(deadline) ? fill(words.afterEnrollment, { time: deadline }) : deadline;
  return (
    <Section title={words.reportSections.outcome}>
      <p class="lead">
        {lead}
        {open > 0 && ` ${fill(words.stillOpen, { open })}`}
      </p>
      <PartsBar
        label={lead}
        parts={[
          { count: confirmed - late, tone: "good" },
          { count: late, tone: "late" },
          { count: open, tone: "open" },
          { count: unreached, tone: "bad" },
        ]}
      />
      <Facts
        facts={[
          bigFact(words, partWord(words, "acknowledged"), confirmed, "good"),
          ...(late > 0 ? [bigFact(words, words.lateOnes, late, "late")] : []),
          ...(open > 0 ? [bigFact(words, words.stillOpenOnes, open, "open")] : []),
          bigFact(words, words.unreached, unreached, "bad"),
          ...(calledOff > 0 ? [bigFact(words, partWord(words, "cancelled"), calledOff)] : []),
        ]}
      />
      <Facts
        facts={[
          { name: words.started, value: instant(locale, times.startedAt) },
          { name: words.lastSent, value: instant(locale, times.lastSentAt) },
          { name: words.closed, value: instant(locale, times.closedAt) },
          { name: words.deadline, value: deadlineAt === undefined ? inWords : instant(locale, deadlineAt) },
        ]}
      />
      <p class={holds ? "soft" : "alarm"}>
        {holds ? words.ledger.holds : words.ledger.doesNotHold}
        {audience.refused > 0 && ` ${fill(words.refusedRows, { count: audience.refused })}`}
      </p>
    </Section>
  );
}

export function Incidents({ report: { incidents } }: SectionProps) {
  const words = useReportWords();
  return (
    <Section title={words.sections.incidents}>
      {incidents.length === 0 && <p class="soft">{words.noIncident}</p>}
      {incidents.map((incident) => (
        <IncidentCard key={incident.id} incident={incident}>
          <Exposure exposure={incident.exposure} />
        </IncidentCard>
      ))}
    </Section>
  );
}

function Exposure({ exposure }: Pick<Wired<ReportIncident>, "exposure">) {
  const words = useReportWords();
  const { locale } = words;
  if (exposure === undefined) return null;
  const { beganAt, actedAt, noticedAfterMs } = exposure;
  const noticed = words.fill(words.noticedAfter, { wait: duration(locale, noticedAfterMs) });
  return (
    <>
      <Facts
        facts={[
          bigFact(words, words.exposed, exposure.messages),
          bigFact(words, words.exposedBeforeAction, exposure.beforeAction),
          bigFact(words, words.unanswered, exposure.unanswered),
          { name: words.noticed, value: noticed, isBig: true },
        ]}
      />
      <Facts
        facts={[
          { name: words.began, value: instant(locale, beganAt) },
          ...(actedAt === undefined ? [] : [{ name: words.acted, value: instant(locale, actedAt) }]),
        ]}
      />
    </>
  );
}

export function Confirming({ report: { confirming, times, campaign, ledger, madeAt } }: SectionProps) {
  const words = useReportWords();
  const { locale } = words;
  const { medianMs, p90Ms, histogram, overTime } = confirming;
  return (
    <Section title={words.reportSections.confirming}>
      <p>
        {medianMs === undefined || p90Ms === undefined
          ? words.nobodyConfirmed
          : words.fill(words.waits, { median: duration(locale, medianMs), p90: duration(locale, p90Ms) })}
      </p>
      <div class="charts">
        {histogram.length > 0 && (
          <figure class="card">
            <figcaption>{words.reportSections.confirming}</figcaption>
            <Bars
              most={Math.max(...histogram.map(({ people }) => people))}
              rows={histogram.map(({ fromMs, toMs, people }) => ({
                name: rangeName(words, fromMs, toMs === Number.MAX_SAFE_INTEGER ? undefined : toMs),
                value: people,
                text: count(locale, people),
                tone: "good",
              }))}
            />
          </figure>
        )}
        {overTime.length > 1 && (
          <ConfirmingChart
            story={{ overTime, startedAt: times.startedAt }}
            reach={computeReach(ledger)}
            deadlineAt={campaign.deadlineAt}
            at={times.closedAt ?? madeAt}
          />
        )}
      </div>
    </Section>
  );
}

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

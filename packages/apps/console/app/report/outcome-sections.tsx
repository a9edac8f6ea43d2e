import type { ReportIncident } from "@relance/report";
import type { Wired } from "../../src/wire/wired.ts";
import { Bars, PartsBar } from "../parts/bars.tsx";
import { Chart, Key } from "../parts/chart.tsx";
import { IncidentCard } from "../parts/incident-card.tsx";
import { Facts } from "../parts/page-parts.tsx";
import { FoldedTable } from "../parts/table.tsx";
import { partWord } from "../words/named.ts";
import { count, duration, instant, share } from "../words/numbers.ts";
import { rangeName, Section, type SectionProps, useReportWords } from "./section.tsx";

export function Outcome({ report: { outcome, times, campaign } }: SectionProps) {
  const words = useReportWords();
  const { fill, locale } = words;
  const { people, confirmed, late, open, unreached, calledOff, refused, holds } = outcome;
  const lead = fill(words.lead, { confirmed, people, share: share(locale, confirmed, people), unreached });
  const big = (name: string, value: number, tone?: "good" | "late" | "open" | "bad") => ({
    name,
    value: count(locale, value),
    isBig: true,
    ...(tone && { tone }),
  });
  const { deadline, deadlineAt } = campaign;
  const inWords = deadline.startsWith("+") ? fill(words.afterEnrollment, { time: deadline.slice(1) }) : deadline;
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
          big(partWord(words, "acknowledged"), confirmed, "good"),
          ...(late > 0 ? [big(words.lateOnes, late, "late")] : []),
          ...(open > 0 ? [big(words.stillOpenOnes, open, "open")] : []),
          big(words.unreached, unreached, "bad"),
          ...(calledOff > 0 ? [big(partWord(words, "cancelled"), calledOff)] : []),
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
        {refused > 0 && ` ${fill(words.refusedRows, { count: refused })}`}
      </p>
    </Section>
  );
}

export function Incidents({ report: { incidents, times } }: SectionProps) {
  const words = useReportWords();
  return (
    <Section title={words.sections.incidents}>
      {incidents.length === 0 && <p class="soft">{words.noIncident}</p>}
      {incidents.map((incident) => (
        <IncidentCard key={incident.id} incident={incident}>
          <Exposure incident={incident} isOver={times.closedAt !== undefined} />
        </IncidentCard>
      ))}
    </Section>
  );
}

function Exposure({ incident, isOver }: { readonly incident: Wired<ReportIncident>; readonly isOver: boolean }) {
  const words = useReportWords();
  const { locale } = words;
  const { startedAt, endedAt, exposure } = incident;
  const notEnded = isOver ? words.openAtTheEnd : words.notEnded;
  return (
    <>
      {exposure && (
        <Facts
          facts={[
            { name: words.exposed, value: count(locale, exposure.messages), isBig: true },
            { name: words.exposedBeforeAction, value: count(locale, exposure.beforeAction), isBig: true },
            { name: words.unanswered, value: count(locale, exposure.unanswered), isBig: true },
            {
              name: words.noticed,
              value: words.fill(words.noticedAfter, { wait: duration(locale, exposure.noticedAfterMs) }),
              isBig: true,
            },
          ]}
        />
      )}
      <Facts
        facts={[
          ...(exposure ? [{ name: words.began, value: instant(locale, exposure.beganAt) }] : []),
          { name: words.noticed, value: instant(locale, startedAt) },
          ...(exposure?.actedAt ? [{ name: words.acted, value: instant(locale, exposure.actedAt) }] : []),
          { name: words.ended, value: endedAt === undefined ? notEnded : instant(locale, endedAt) },
        ]}
      />
    </>
  );
}

export function Confirming({ report: { confirming } }: SectionProps) {
  const words = useReportWords();
  const { locale } = words;
  const { medianMs, p90Ms, histogram, overTime } = confirming;
  const [sent, confirmed] = [words.sentTo, partWord(words, "acknowledged")];
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
          <figure class="card">
            <figcaption>{words.sections.confirming}</figcaption>
            <Chart
              label={words.sections.confirming}
              times={overTime.map(({ at }) => Date.parse(at) / 1_000)}
              lines={[
                { tone: "soft", values: overTime.map((one) => one.sent) },
                { tone: "good", values: overTime.map((one) => one.confirmed) },
              ]}
            />
            <Key
              lines={[
                { tone: "good", name: confirmed },
                { tone: "soft", name: sent },
              ]}
            />
            <FoldedTable
              summary={words.asTable}
              label={words.sections.confirming}
              columns={[{ name: words.time }, { name: sent, isNumber: true }, { name: confirmed, isNumber: true }]}
              rows={thinned(overTime).map((one) => ({
                key: one.at,
                cells: [instant(locale, one.at), count(locale, one.sent), count(locale, one.confirmed)],
              }))}
            />
          </figure>
        )}
      </div>
    </Section>
  );
}

function thinned<T>(points: readonly T[]): readonly T[] {
  const every = Math.ceil(points.length / 20);
  return points.filter((_, place) => place % every === 0 || place === points.length - 1);
}

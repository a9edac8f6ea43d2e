import type { StoryLook } from "@relance/report";
import type { Wired } from "../../src/wire/wired.ts";
import { partWord } from "../words/named.ts";
import { count, instant } from "../words/numbers.ts";
import { useWords } from "../words/use-words.ts";
import { Chart, Key, type Line } from "./chart.tsx";
import { FoldedTable, numbers } from "./table.tsx";

const LEAST_AHEAD_MS = 10 * 60_000;
const MOST_ROWS = 20;

/** Shows confirmed recipients over time. A straight line leads to all recipients at the deadline. */
export function ConfirmingChart({
  story: { overTime, startedAt },
  reach: { people, confirmed },
  deadlineAt,
  at,
}: {
  readonly story: Pick<Wired<StoryLook>, "overTime" | "startedAt">;
  readonly reach: { readonly people: number; readonly confirmed: number };
  readonly deadlineAt: string | undefined;
  readonly at: string;
}) {
  const words = useWords();
  const { locale } = words;
  if (overTime.length === 0 || startedAt === undefined) return <p class="soft">{words.nothing}</p>;
  const start = Date.parse(startedAt);
  const end = deadlineAt === undefined ? undefined : Date.parse(deadlineAt);
  const now = Math.max(Date.parse(at), Date.parse(overTime.at(-1)?.at ?? at));
  const points = [{ at: start, confirmed: 0, sent: 0 }, ...overTime.map((one) => ({ ...one, at: Date.parse(one.at) }))];
  const last = points.at(-1);
  if (last !== undefined && now > last.at) points.push({ ...last, at: now });
  // if the deadline is far away, the axis ends earlier, because it would be almost empty
  const ahead = end === undefined ? now : Math.min(end, now + Math.max(LEAST_AHEAD_MS, (now - start) / 2));
  const times = points.map((one) => one.at / 1_000).concat(ahead > now ? [ahead / 1_000] : []);
  const line = (of: "confirmed" | "sent") =>
    times.map((second) => points.findLast((one) => one.at / 1_000 <= second && second <= now / 1_000)?.[of] ?? null);
  const confirmedName = partWord(words, "acknowledged");
  const lines: (Line & { readonly name: string })[] = [
    { name: confirmedName, tone: "good", values: line("confirmed") },
    { name: words.sentTo, tone: "open", values: line("sent") },
  ];
  if (end !== undefined) {
    const needed = (second: number) => Math.min(people, (people * (second * 1_000 - start)) / Math.max(1, end - start));
    lines.push({ name: words.needed, tone: "late", isDashed: true, values: times.map(needed) });
  }
  const label = words.fill(words.confirmingChart, { confirmed, people });
  const every = Math.ceil(overTime.length / MOST_ROWS);
  return (
    <figure class="card">
      <figcaption>{label}</figcaption>
      <Chart label={label} times={times} lines={lines} height={220} />
      <Key lines={lines} />
      <FoldedTable
        summary={words.asTable}
        label={words.sections.confirming}
        columns={[words.time, ...numbers(words.sentTo, confirmedName)]}
        rows={overTime
          .filter((_, place) => place % every === 0 || place === overTime.length - 1)
          .map((one) => ({
            key: one.at,
            cells: [instant(locale, one.at), count(locale, one.sent), count(locale, one.confirmed)],
          }))}
      />
    </figure>
  );
}

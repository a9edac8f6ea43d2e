import type { StoryLook } from "@relance/report";
import type { CampaignCard } from "../../../src/wire/views.ts";
import type { Wired } from "../../../src/wire/wired.ts";
import { Chart, Key, type Line } from "../../parts/chart.tsx";
import { partWord } from "../../words/named.ts";
import { useWords } from "../../words/use-words.ts";

/** The time axis ends at least this long after now. */
const LEAST_AHEAD_MS = 10 * 60_000;

/** Shows the number of confirmed recipients over time, and a straight line from 0 to all recipients at the deadline. */
export function ConfirmingChart({
  story,
  card,
  at,
}: {
  readonly story: Wired<StoryLook> | undefined;
  readonly card: Wired<CampaignCard>;
  readonly at: string;
}) {
  const words = useWords();
  if (story === undefined) return <p class="soft">{words.counting}</p>;
  const { overTime, startedAt } = story;
  if (overTime.length === 0 || startedAt === undefined) return <p class="soft">{words.nothing}</p>;
  const start = Date.parse(startedAt);
  const end = card.deadline.at === undefined ? undefined : Date.parse(card.deadline.at);
  const now = Math.max(Date.parse(at), Date.parse(overTime.at(-1)?.at ?? at));
  const { people, confirmed } = card.reach;
  const points = [{ at: start, confirmed: 0, sent: 0 }, ...overTime.map((one) => ({ ...one, at: Date.parse(one.at) }))];
  const last = points.at(-1);
  if (last !== undefined && now > last.at) points.push({ ...last, at: now });
  // a time axis up to a distant deadline would be almost empty
  const ahead = end === undefined ? now : Math.min(end, now + Math.max(LEAST_AHEAD_MS, (now - start) / 2));
  const times = points.map((one) => one.at / 1_000).concat(ahead > now ? [ahead / 1_000] : []);
  const line = (of: "confirmed" | "sent") =>
    times.map((second) => points.findLast((one) => one.at / 1_000 <= second && second <= now / 1_000)?.[of] ?? null);
  const lines: (Line & { readonly name: string })[] = [
    { name: partWord(words, "acknowledged"), tone: "good", values: line("confirmed") },
    { name: words.sentTo, tone: "open", values: line("sent") },
  ];
  if (end !== undefined) {
    const needed = (second: number) => Math.min(people, (people * (second * 1_000 - start)) / Math.max(1, end - start));
    lines.push({ name: words.needed, tone: "late", isDashed: true, values: times.map(needed) });
  }
  return (
    <figure class="card">
      <Chart
        label={words.fill(words.confirmingChart, { confirmed, people })}
        times={times}
        lines={lines}
        height={220}
      />
      <Key lines={lines} />
    </figure>
  );
}

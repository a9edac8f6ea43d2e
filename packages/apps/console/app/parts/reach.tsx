import type { Reach, ReportReceipts } from "@relance/report";
import type { CampaignCard } from "../../src/wire/views.ts";
import type { Wired } from "../../src/wire/wired.ts";
import { useSession } from "../live/ask.ts";
import { partWord } from "../words/named.ts";
import { count, share } from "../words/numbers.ts";
import { useWords } from "../words/use-words.ts";
import { PartsBar } from "./bars.tsx";
import { bigFact, Facts } from "./page-parts.tsx";

export function ReachFacts({ card }: { readonly card: Wired<CampaignCard> }) {
  const words = useWords();
  const { locale } = words;
  const { campaign, reach, atRisk } = card;
  const { isCapture } = useSession();
  return (
    <Facts
      facts={[
        {
          name: partWord(words, "acknowledged"),
          value: `${count(locale, reach.confirmed)} · ${share(locale, reach.confirmed, reach.people)}`,
          isBig: true,
          tone: "good",
        },
        bigFact(words, partWord(words, "active"), reach.inFlight, "open"),
        bigFact(words, partWord(words, "pending"), reach.waiting, "rest"),
        {
          ...bigFact(words, words.unreached, reach.unreached, "bad"),
          ...(reach.unreached > 0 && {
            value: <a href={`#/campaign/${campaign}/unreached`}>{count(locale, reach.unreached)}</a>,
          }),
        },
        ...(reach.calledOff > 0 ? [bigFact(words, partWord(words, "cancelled"), reach.calledOff)] : []),
        bigFact(words, words.people, reach.people),
        {
          name: words.atRisk,
          // captured messages get no receipts
          value: isCapture ? "–" : <span class={atRisk > 0 ? "alarm" : ""}>{count(locale, atRisk)}</span>,
          isBig: true,
          why: isCapture ? words.capture : words.atRiskWhy,
        },
      ]}
    />
  );
}

export function ReachBar({ reach, name }: { readonly reach: Reach; readonly name: string }) {
  const words = useWords();
  const { people, confirmed, inFlight, waiting, unreached } = reach;
  return (
    <PartsBar
      label={`${name}: ${words.fill(words.share, { confirmed, people })}`}
      parts={[
        { tone: "good", count: confirmed },
        { tone: "open", count: inFlight },
        { tone: "rest", count: waiting },
        { tone: "bad", count: unreached },
      ]}
    />
  );
}

/** Returns the latest sending period of each provider and destination. */
export function latestCurves(curves: readonly Wired<ReportReceipts>[]): readonly Wired<ReportReceipts>[] {
  return [...new Map(curves.map((one) => [`${one.provider} ${one.destination}`, one])).values()];
}

import type { CampaignCard } from "../../src/wire/views.ts";
import type { Wired } from "../../src/wire/wired.ts";
import { useSession } from "../live/session.ts";
import { count, share } from "../words/numbers.ts";
import { useWords } from "../words/use-words.ts";
import { Facts } from "./facts.tsx";

/** How far a campaign has come, in numbers that add up, and how many of them are in doubt. */
export function ReachFacts({ card }: { readonly card: Wired<CampaignCard> }) {
  const words = useWords();
  const { locale } = words;
  const { campaign, reach, atRisk } = card;
  const { isCapture } = useSession();
  const big = (name: string, value: number, tone?: "good" | "open" | "rest" | "bad") => ({
    name,
    value: count(locale, value),
    isBig: true,
    ...(tone && { tone }),
  });
  return (
    <Facts
      facts={[
        {
          name: words.confirmed,
          value: `${count(locale, reach.confirmed)} · ${share(locale, reach.confirmed, reach.people)}`,
          isBig: true,
          tone: "good",
        },
        big(words.inFlight, reach.inFlight, "open"),
        big(words.waiting, reach.waiting, "rest"),
        {
          ...big(words.unreached, reach.unreached, "bad"),
          ...(reach.unreached > 0 && {
            value: <a href={`#/campaign/${campaign}/unreached`}>{count(locale, reach.unreached)}</a>,
          }),
        },
        ...(reach.calledOff > 0 ? [big(words.calledOff, reach.calledOff)] : []),
        big(words.people, reach.people),
        {
          name: words.atRisk,
          // what is kept in the house gets no receipt, and nothing follows from that
          value: isCapture ? "–" : <span class={atRisk > 0 ? "alarm" : ""}>{count(locale, atRisk)}</span>,
          isBig: true,
          why: isCapture ? words.capture : words.atRiskWhy,
        },
      ]}
    />
  );
}

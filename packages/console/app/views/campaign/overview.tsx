import type { CampaignCard, CampaignSections } from "../../../src/wire/views.ts";
import type { Wired } from "../../../src/wire/wired.ts";
import { useSession } from "../../live/session.ts";
import { Deadline } from "../../parts/deadline.tsx";
import { Facts } from "../../parts/facts.tsx";
import { nameOf } from "../../parts/page-parts.tsx";
import { ReachBar } from "../../parts/reach-bar.tsx";
import { ReachFacts } from "../../parts/reach-facts.tsx";
import { count, duration } from "../../words/numbers.ts";
import { useWords } from "../../words/use-words.ts";
import { ConfirmingChart } from "./confirming-chart.tsx";
import { Errors } from "./errors.tsx";
import { Funnel } from "./funnel.tsx";
import { Incidents } from "./incidents.tsx";
import { LedgerSums } from "./ledger-sums.tsx";
import { ProviderStates } from "./provider-states.tsx";
import { ReceiptCurves } from "./receipt-curves.tsx";

const MINUTE_MS = 60_000;

/** Everything about a campaign at this moment; what needs a hand stands first. */
export function Overview({
  sections,
  card,
  now,
}: {
  readonly sections: Partial<Wired<CampaignSections>>;
  readonly card: Wired<CampaignCard>;
  readonly now: Wired<CampaignSections>["now"];
}) {
  const words = useWords();
  const { locale } = words;
  const { hasReports } = useSession();
  const { incidents = [], curves = [], story, providers = [], errors } = sections;
  const { campaign, reach, perMinute, minutesLeft, deadline } = card;
  const open = incidents.filter(({ endedAt }) => endedAt === undefined);
  const isTooLate =
    minutesLeft !== undefined &&
    deadline.at !== undefined &&
    Date.parse(now.at) + minutesLeft * MINUTE_MS > Date.parse(deadline.at);
  return (
    <>
      <p class="soft">
        <Deadline deadline={deadline} at={now.at} />
        {hasReports && (
          <>
            {" · "}
            <a href={`report/${campaign}?locale=${locale}`}>{words.wholeStory}</a>
          </>
        )}
      </p>
      <ReachBar reach={reach} name={nameOf(card)} />
      <ReachFacts card={card} />
      <Facts
        facts={[
          { name: words.rate, value: words.perMinute(count(locale, perMinute)) },
          {
            name: words.queue,
            value: `${count(locale, reach.waiting)} · ${words.onWire(count(locale, reach.onWire))}`,
          },
          {
            name: words.eta,
            value: minutesLeft === undefined ? words.etaNone : duration(locale, minutesLeft * MINUTE_MS),
          },
        ]}
      />
      {isTooLate && <p class="alarm">{words.etaTooLate}</p>}
      <section aria-labelledby="incidents">
        <h2 id="incidents">{words.sections.incidents}</h2>
        <Incidents incidents={incidents} now={now} providers={providers} curves={curves} />
      </section>
      <section aria-labelledby="receipts">
        <h2 id="receipts">{words.sections.receipts}</h2>
        <ReceiptCurves curves={curves} slices={now.slices} incidents={card.isLive ? open : incidents} />
      </section>
      <section aria-labelledby="confirming">
        <h2 id="confirming">{words.sections.confirming}</h2>
        <ConfirmingChart story={story} card={card} at={now.at} />
      </section>
      <section aria-labelledby="funnel">
        <h2 id="funnel">{words.sections.funnel}</h2>
        <Funnel story={story} people={reach.people} />
      </section>
      <section aria-labelledby="providers">
        <h2 id="providers">{words.sections.providers}</h2>
        <ProviderStates providers={providers} now={now} curves={curves} />
      </section>
      <section aria-labelledby="errors">
        <h2 id="errors">{words.sections.errors}</h2>
        <Errors errors={errors} />
      </section>
      <section aria-labelledby="ledger">
        <h2 id="ledger">{words.sections.ledger}</h2>
        {now.sums !== undefined && <LedgerSums sums={now.sums} />}
      </section>
    </>
  );
}

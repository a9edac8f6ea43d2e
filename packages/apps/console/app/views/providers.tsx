import { sparkline } from "@relance/report";
import type { AttemptClass, ProviderCard, ProvidersSections } from "../../src/wire/views.ts";
import type { Wired } from "../../src/wire/wired.ts";
import { useSession } from "../live/ask.ts";
import { useLive } from "../live/use-live.ts";
import { Facts, Lost, Waiting } from "../parts/page-parts.tsx";
import { named, partWord } from "../words/named.ts";
import { count } from "../words/numbers.ts";
import { answeredLately, rate } from "../words/rate.ts";
import { useWords } from "../words/use-words.ts";
import { Causes } from "./campaign/provider-states.tsx";

const BAD: ReadonlySet<AttemptClass> = new Set(["undelivered-permanent", "rejected", "uncertain"]);

export function ProvidersView() {
  const words = useWords();
  const { sections, isLost, refused } = useLive<ProvidersSections>("providers", ["providers"]);
  const list = sections.providers;
  return (
    <>
      <Lost isLost={isLost} refused={refused} />
      <h1>{words.nav.providers}</h1>
      {list === undefined && <Waiting refused={refused} />}
      {list?.providers.length === 0 && <p class="soft">{words.nothing}</p>}
      <div class="steps">
        {list?.providers.map((card) => (
          <Provider key={card.provider} card={card} at={list.at} />
        ))}
      </div>
    </>
  );
}

function Provider({ card, at }: { readonly card: Wired<ProviderCard>; readonly at: string }) {
  const words = useWords();
  const { locale } = words;
  const { provider, condition, flow, workers, attempts, causes, hasReceipts } = card;
  const sum = (all: readonly number[] = []) => all.reduce((total, one) => total + one, 0);
  const taken = sum(flow?.accepted);
  const classes = (Object.entries(attempts) as [AttemptClass, number][]).filter(([, number]) => number > 0);
  return (
    <section class={`card ${condition === "open" ? "" : "bad"}`} aria-labelledby={`provider-${provider}`}>
      <h2 id={`provider-${provider}`}>
        {provider} <span class={`pill ${condition === "open" ? "" : "bad"}`}>{named(words.conditions, condition)}</span>
      </h2>
      <p>
        <Causes causes={causes} />
      </p>
      <Facts
        facts={[
          { name: words.rate, value: rate(words, flow?.accepted ?? [], at) },
          {
            name: words.workers,
            value: workers === 0 ? <span class="alarm">{words.noWorker}</span> : count(locale, workers),
          },
        ]}
      />
      <h3>{words.sections.lately}</h3>
      {flow && taken > 0 && (
        <p class="spark" aria-hidden="true">
          {sparkline(flow)}
        </p>
      )}
      <p>{answeredLately(words, hasReceipts, sum(flow?.received), taken)}</p>
      <h3>{words.soFar}</h3>
      {classes.length === 0 && <p class="soft">{words.nothing}</p>}
      <Facts
        facts={classes.map(([name, number]) => ({
          // without receipts, the messages are labeled "accepted" instead of "unanswered"
          name: name === "unanswered" && !hasReceipts ? words.taken : partWord(words, name),
          value: <span class={BAD.has(name) ? "alarm" : ""}>{count(locale, number)}</span>,
        }))}
      />
      <Addresses provider={provider} />
    </section>
  );
}

function Addresses({ provider }: { readonly provider: string }) {
  const words = useWords();
  const { receipts, replies } = useSession().addresses.find((one) => one.provider === provider) ?? {};
  const entries = [
    { name: words.vendorReceipts, address: receipts },
    { name: words.vendorReplies, address: replies },
  ].flatMap(({ name, address }) => (address === undefined ? [] : { name, ...address }));
  if (entries.length === 0) return null;
  return (
    <>
      <h3>{words.atVendor}</h3>
      {entries.map(({ name, url, enterAt }) => (
        <p key={name}>
          {name}: <code>{url}</code> <span class="soft">{enterAt}</span>
        </p>
      ))}
      <p class="soft">{words.addressNote}</p>
    </>
  );
}

import type { StoryLook } from "@relance/core";
import type { Wired } from "../../../src/wire/wired.ts";
import { count } from "../../words/numbers.ts";
import { useWords } from "../../words/use-words.ts";

/** People on each step of the ladder, as they move. */
export function Funnel({ story, people }: { readonly story: Wired<StoryLook> | undefined; readonly people: number }) {
  const words = useWords();
  const { locale } = words;
  if (story === undefined) return <p class="soft">{words.counting}</p>;
  const most = Math.max(1, people);
  return (
    <div class="steps">
      {story.steps.map(({ step, channel, route, entered, sent, delivered, confirmed }) => (
        <section key={step} class="card" aria-labelledby={`step-${step}`}>
          <h3 id={`step-${step}`}>
            {words.step(step)} · {channel} <span class="soft">{route.join(" → ")}</span>
          </h3>
          <dl class="bars">
            {(
              [
                [words.entered, entered, "rest"],
                [words.sent, sent, "open"],
                [words.delivered, delivered, "open"],
                [words.confirmedHere, confirmed, "good"],
              ] as const
            ).map(([name, value, tone]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  <i class={tone} style={{ width: `calc((100% - 5rem) * ${value / most})` }} />
                  {count(locale, value)}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

import type { VendorComparison } from "@relance/spec";
import { dotted } from "../words/named.ts";
import { share } from "../words/numbers.ts";
import { useWords } from "../words/use-words.ts";

export function Compared({ compared }: { readonly compared: readonly VendorComparison[] }) {
  const words = useWords();
  const { fill, locale } = words;
  const percent = (value: number) => share(locale, Math.round(value * 1_000), 1_000);
  return (
    <>
      {compared.map(({ first, second, difference }) => (
        <p key={`${first.provider} ${second.provider}`}>
          {dotted(
            ...[second, first].map(({ provider, messages, receipts }) =>
              fill(words.labelled, {
                label: provider,
                text: fill(words.answeredOf, { share: share(locale, receipts, messages), taken: messages }),
              }),
            ),
            difference === undefined
              ? ""
              : fill(words.difference, {
                  likeliest: percent(difference.likeliest),
                  least: percent(difference.atLeast),
                  most: percent(difference.atMost),
                }),
          )}
        </p>
      ))}
    </>
  );
}

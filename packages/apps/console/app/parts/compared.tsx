import type { VendorComparison } from "@relance/spec";
import { count, share } from "../words/numbers.ts";
import { useWords } from "../words/use-words.ts";

export function Compared({ compared }: { readonly compared: readonly VendorComparison[] }) {
  const words = useWords();
  const { locale } = words;
  const percent = (value: number) => share(locale, Math.round(value * 1_000), 1_000);
  return (
    <>
      {compared.map(({ first, second, difference }) => (
        <p key={`${first.provider} ${second.provider}`}>
          {[
            ...[second, first].map(({ provider, messages, receipts }) =>
              words.labelled(provider, words.answeredOf(share(locale, receipts, messages), count(locale, messages))),
            ),
            difference === undefined
              ? ""
              : words.difference(
                  percent(difference.likeliest),
                  percent(difference.atLeast),
                  percent(difference.atMost),
                ),
          ]
            .filter((word) => word !== "")
            .join(" · ")}
        </p>
      ))}
    </>
  );
}

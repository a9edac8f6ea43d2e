import type { CampaignError } from "@relance/core";
import type { Wired } from "../../../src/wire/wired.ts";
import { Table } from "../../parts/table.tsx";
import { count, moment } from "../../words/numbers.ts";
import { useWords } from "../../words/use-words.ts";

/** With which codes messages failed, at the door of a provider or later. */
export function Errors({ errors }: { readonly errors: readonly Wired<CampaignError>[] | undefined }) {
  const words = useWords();
  const { locale, persons } = words;
  if (errors === undefined) return <p class="soft">{words.loading}</p>;
  if (errors.length === 0) return <p class="soft">{words.noErrors}</p>;
  return (
    <Table
      label={words.sections.errors}
      columns={[
        { name: words.provider },
        { name: words.code },
        { name: words.meaning },
        { name: words.messages, isNumber: true },
        { name: words.lastSeen, isNumber: true },
      ]}
      rows={errors.map(({ provider, code, vendorCode, meaning, evidence, count: messages, lastAt }) => ({
        key: `${provider} ${code} ${vendorCode} ${evidence}`,
        cells: [
          provider,
          <code key="code">{vendorCode ?? code}</code>,
          [
            meaning === undefined ? words.unknownCode : (words.errors[meaning] ?? meaning),
            evidence === "none" ? "" : (persons.evidence[evidence] ?? evidence),
          ]
            .filter((word) => word !== "")
            .join(" · "),
          count(locale, messages),
          moment(locale, lastAt),
        ],
      }))}
    />
  );
}

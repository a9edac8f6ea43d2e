import type { CampaignCard } from "../../src/wire/views.ts";
import type { Wired } from "../../src/wire/wired.ts";
import { duration, moment } from "../words/numbers.ts";
import { useWords } from "../words/use-words.ts";

/** Until when, and how long that still is. */
export function Deadline({
  deadline,
  at,
}: {
  readonly deadline: Wired<CampaignCard>["deadline"];
  readonly at: string;
}) {
  const words = useWords();
  if (deadline.at === undefined) return <>{`${words.deadline}: ${deadline.text}`}</>;
  const leftMs = Date.parse(deadline.at) - Date.parse(at);
  const left = leftMs <= 0 ? words.over : words.leftOver(duration(words.locale, leftMs));
  return <>{`${words.deadline}: ${moment(words.locale, deadline.at, deadline.timezone)} (${left})`}</>;
}

import { ConfigError, type Ledger } from "@relance/spec";

const SHOWN = 5;

/** Creates the error for an unknown campaign. The message lists the tenant's latest campaigns. */
export function unknownCampaign(
  all: readonly Ledger[],
  { name, occurrence, tenant }: Pick<Ledger, "name" | "occurrence" | "tenant">,
): ConfigError {
  const own = all.filter((ledger) => ledger.tenant === tenant).map(labelOf);
  const more = own.length > SHOWN ? `, and ${own.length - SHOWN} more` : "";
  const others =
    own.length === 0 ? "none was started yet" : `there is ${own.slice(-SHOWN).reverse().join(", ")}${more}`;
  const whose = tenant === "" ? "" : ` of tenant ${tenant}`;
  return new ConfigError(
    "campaign/unknown",
    `there is no campaign ${labelOf({ name, occurrence })}${whose} in this store; ${others}`,
  );
}

function labelOf({ name, occurrence }: Pick<Ledger, "name" | "occurrence">): string {
  return occurrence === "" ? name : `${name} --occurrence ${occurrence}`;
}

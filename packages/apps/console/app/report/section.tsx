import type { CampaignReport } from "@relance/report";
import type { ComponentChildren } from "preact";
import type { Wired } from "../../src/wire/wired.ts";

/** The input of every section of a report. */
export interface SectionProps {
  readonly report: Wired<CampaignReport>;
}

export function Section({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

import { readFile } from "node:fs/promises";
import type { CampaignReport } from "@relance/report";
import type { ReportPart } from "./report/report-part.ts";
import type { Wired } from "./wire/wired.ts";

export interface AppFiles {
  readonly script: string;
  readonly style: string;
  /** Renders a report as HTML with the components of the browser app. */
  readonly renderReport: (input: {
    readonly report: Wired<CampaignReport>;
    readonly locale: "en" | "fr";
    readonly style: string;
    readonly first: readonly ReportPart[];
  }) => string;
}

let read: Promise<AppFiles> | undefined;

export function appFiles(): Promise<AppFiles> {
  read ??= readAll();
  return read;
}

async function readAll(): Promise<AppFiles> {
  const place = (name: string) => new URL(`./app/${name}`, import.meta.url);
  const { renderReport } = (await import(place("report.js").href)) as AppFiles;
  const [script, style] = await Promise.all(["console.js", "console.css"].map((name) => readFile(place(name), "utf8")));
  return { script: script ?? "", style: style ?? "", renderReport };
}

import type { AppFiles } from "../src/built-app.ts";
import { buildApp } from "./bundle.ts";

let built: Promise<AppFiles> | undefined;

/** Builds the browser app in memory, once per process, so that tests and demos run from the sources. */
export function appFiles(): Promise<AppFiles> {
  built ??= bundled();
  return built;
}

async function bundled(): Promise<AppFiles> {
  const files = await buildApp({});
  const text = (name: string): string => {
    const file = files.find((one) => one.name === name);
    if (file === undefined) throw new Error(`the app was built without ${name}`);
    return file.text;
  };
  const module = `data:text/javascript;base64,${Buffer.from(text("report.js")).toString("base64")}`;
  const { renderReport } = (await import(module)) as AppFiles;
  return { script: text("console.js"), style: text("console.css"), renderReport };
}

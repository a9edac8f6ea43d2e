import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** Loads a library at its first use, with `require` instead of `import`, because compiling is synchronous. */
function library<Library>(name: string): () => Library {
  let loaded: Library | undefined;
  return () => {
    loaded ??= require(name) as Library;
    return loaded;
  };
}

export const cel: () => typeof import("@marcbachmann/cel-js") = library("@marcbachmann/cel-js");
export const csv: () => typeof import("csv-parse/sync") = library("csv-parse/sync");
export const liquid: () => typeof import("liquidjs") = library("liquidjs");
export const mobilePhones: () => typeof import("libphonenumber-js/mobile") = library("libphonenumber-js/mobile");
export const phones: () => typeof import("libphonenumber-js") = library("libphonenumber-js");
export const segments: () => typeof import("sms-segments-calculator") = library("sms-segments-calculator");
export const temporal: () => typeof import("temporal-polyfill") = library("temporal-polyfill");
export const yaml: () => typeof import("yaml") = library("yaml");
export const zod: () => typeof import("zod") = library("zod");
export const publishedSchema: () => unknown = library("@relance/campaign/schema.json");

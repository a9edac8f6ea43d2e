import type { Plugin } from "@relance/spec";

/** The plugins of a configuration without `plugins`. Only this file of the core imports plugins. */
export function defaultPlugins(): readonly Plugin[] {
  return [];
}

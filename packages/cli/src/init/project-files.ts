import { readdirSync, readFileSync } from "node:fs";

export interface ProjectFile {
  readonly path: string;
  readonly text: string;
  /** Permissions, where the default will not do. */
  readonly mode?: number | undefined;
}

/** Packages that the configuration imports, and the command itself. */
export const PACKAGES = [
  "relance",
  "@relance/cli",
  "@relance/provider-twilio",
  "@relance/provider-nodemailer",
] as const;

/** Never committed: the secret, and a store full of people. */
export const IGNORED = [".env", "relance.db*"] as const;

/** Beside `src` and `dist`. A name ending in `.txt` is one that tools would take for their own. */
const FOLDER = new URL("../../project/", import.meta.url);

/**
 * A small project that works at once, with nothing leaving the house.
 *
 * @param isModule false in a folder whose package.json makes CommonJS of `.ts` files, as `npm init` writes it
 */
export function projectFiles(secret: string, isModule: boolean): readonly ProjectFile[] {
  const files = readdirSync(FOLDER).map((name): ProjectFile => {
    const path = name.replace(/\.txt$/, "");
    const text = readFileSync(new URL(name, FOLDER), "utf8");
    return { path: path === "relance.config.ts" && !isModule ? "relance.config.mts" : path, text };
  });
  return [...files, { path: ".env", text: dotenv(secret), mode: 0o600 }];
}

function dotenv(secret: string): string {
  return `# Signs links and callbacks. Keep it: whoever has it can forge a confirmation.\nRELANCE_SECRET=${secret}\n`;
}

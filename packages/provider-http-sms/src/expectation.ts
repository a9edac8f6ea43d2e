import { fieldPath } from "./field-path.ts";

/** Notes a mistake in the options unless `holds`. */
export type Expect = (holds: boolean, path: string, advice: string) => void;

/** Expects a path into an answer or a report, where there is one. */
export function checkPath(path: string | undefined, place: string, expect: Expect): void {
  expect(path === undefined || fieldPath(path) !== undefined, place, "write a path such as results[0].id");
}

import type { FormField, PageForm } from "../browser/read-forms.ts";

/** What is written into every field. */
const WORD = "test@example.org";

/** A form as machines send it: something in every field, once with each button, and once with each choice. */
export function fillings(form: PageForm): readonly (readonly FormField[])[] {
  const fixed = form.controls
    .filter(({ kind, name }) => kind === "fixed" && name !== "")
    .map(({ name, value, isWritable }): FormField => [name, isWritable && value === "" ? WORD : value]);
  const presses = form.controls.filter(({ kind }) => kind === "press");
  const choices = form.controls.filter(({ kind }) => kind === "choose");
  const buttons = presses.length === 0 ? [undefined] : presses;
  const chosen = choices.length === 0 ? [undefined] : choices;
  return buttons.flatMap((button) =>
    chosen.map((choice) => {
      const own = [button, choice].filter((control) => control !== undefined && control.name !== "");
      return [...fixed, ...own.map((control): FormField => [control?.name ?? "", control?.value ?? ""])];
    }),
  );
}

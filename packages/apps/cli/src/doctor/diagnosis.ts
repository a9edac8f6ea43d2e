export interface Diagnosis {
  /** The name of the checked part, such as `sqlite` or `sms.main`. */
  readonly check: string;
  /** A check with `fail` must be fixed before anything is sent; one with `warn` should be read. */
  readonly status: "ok" | "warn" | "fail";
  readonly fact: string;
}

export const ok = (check: string, fact: string): Diagnosis => ({ check, status: "ok", fact });
export const warn = (check: string, fact: string): Diagnosis => ({ check, status: "warn", fact });
export const fail = (check: string, fact: string): Diagnosis => ({ check, status: "fail", fact });

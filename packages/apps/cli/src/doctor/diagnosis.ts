export interface Diagnosis {
  /** Such as `sqlite` or `sms.main`. */
  readonly check: string;
  /** `fail` must be fixed before anything is sent; `warn` should be read. */
  readonly status: "ok" | "warn" | "fail";
  readonly fact: string;
}

export const ok = (check: string, fact: string): Diagnosis => ({ check, status: "ok", fact });
export const warn = (check: string, fact: string): Diagnosis => ({ check, status: "warn", fact });
export const fail = (check: string, fact: string): Diagnosis => ({ check, status: "fail", fact });

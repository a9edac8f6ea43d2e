export interface Diagnosis {
  readonly check: string;
  readonly status: "ok" | "warn" | "fail";
  readonly fact: string;
}

export const ok = (check: string, fact: string): Diagnosis => ({ check, status: "ok", fact });
export const warn = (check: string, fact: string): Diagnosis => ({ check, status: "warn", fact });
export const fail = (check: string, fact: string): Diagnosis => ({ check, status: "fail", fact });

import type { ClientBase } from "pg";
import type { CallerDb } from "relance";

export const fromPg = (client: ClientBase): CallerDb => ({
  executeSql: (text, values) => client.query(text, values),
});

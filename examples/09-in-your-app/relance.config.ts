import { Pool } from "pg";
import { campaignOf, configOf } from "./reminders.ts";

const { DATABASE_URL = "postgres://127.0.0.1/app" } = process.env;

export const pool = new Pool({ connectionString: DATABASE_URL });
const config = configOf(DATABASE_URL);
export default config;
export const appointments = campaignOf(config);

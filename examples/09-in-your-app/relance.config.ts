import { Pool } from "pg";
import { campaignOf, configOf } from "./reminders.ts";

export const pool = new Pool({ connectionString: process.env.DATABASE_URL });
const config = configOf(pool);
export default config;
export const appointments = campaignOf(config);

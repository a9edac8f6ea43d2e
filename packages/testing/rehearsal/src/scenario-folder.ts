/** The scenarios of relance. */
export const SCENARIO_FOLDER: URL = new URL("../scenarios/", import.meta.url);

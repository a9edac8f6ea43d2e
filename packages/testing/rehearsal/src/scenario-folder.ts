/** The scenarios that come with relance. */
export const SCENARIO_FOLDER: URL = new URL("../scenarios/", import.meta.url);

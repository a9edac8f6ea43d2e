/** Folder of the scenarios that relance contains. */
export const SCENARIO_FOLDER: URL = new URL("../scenarios/", import.meta.url);

/** Files of a new project. A name ending in `.txt` is one that tools would take for their own. */
export const PROJECT_FOLDER: URL = new URL("../project/", import.meta.url);

/** Files of a new project. The name of a file that tools would otherwise use ends in `.txt`. */
export const PROJECT_FOLDER: URL = new URL("../project/", import.meta.url);

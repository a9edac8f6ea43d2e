/** The files of a new project. The stored name of a file that tools would otherwise read ends in `.txt`. */
export const PROJECT_FOLDER: URL = new URL("../project/", import.meta.url);
